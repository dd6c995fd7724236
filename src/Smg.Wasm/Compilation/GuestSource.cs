using Smg.Wasm.Adapters;
using Smg.Wasm.Components;
using Smg.Wasm.Linking;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Compilation;

/// <summary>The bytes that a module is compiled from, each made when it is first asked for.</summary>
/// <param name="module">The module.</param>
/// <param name="links">Whether its core modules may be linked.</param>
internal sealed class GuestSource(WasmModule module, bool links)
{
    private readonly Lazy<byte[]> _written = new(() => DebugNames.Hide(module.Bytes));
    private readonly Lazy<bool> _hasCustomPages = new(() => CustomPages.IsIn(module.Memory));
    private byte[]? _linked;
    private bool _isLinkTried;

    /// <summary>The module.</summary>
    public WasmModule Module => module;

    /// <summary>Whether a memory's pages have another size than 64 KiB.</summary>
    public bool HasCustomPages => _hasCustomPages.Value;

    /// <summary>Whether the bytes were linked or not, in the order in which they are tried.</summary>
    public IReadOnlyList<bool> Variants => links ? [true, false] : [false];

    /// <summary>The bytes without names.</summary>
    /// <param name="isLinked">Whether core modules are linked.</param>
    /// <returns>Null where nothing can be linked.</returns>
    public byte[]? Bytes(bool isLinked)
    {
        if (!isLinked)
        {
            return _written.Value;
        }

        if (!_isLinkTried)
        {
            _linked = ComponentLinker.Link(_written.Value).Linked;
            _isLinkTried = true;
        }

        return _linked;
    }
}
