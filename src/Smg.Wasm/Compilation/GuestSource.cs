using Smg.Wasm.Adapters;
using Smg.Wasm.Linking;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Compilation;

/// <summary>The bytes that a module is compiled from, each made when it is first asked for.</summary>
/// <param name="module">The module.</param>
/// <param name="links">Whether its core modules may be linked.</param>
internal sealed class GuestSource(WasmModule module, bool links)
{
    private static readonly LinkedParts[] LinkedFirst = [LinkedParts.Modules, LinkedParts.Adapter, LinkedParts.None];
    private static readonly LinkedParts[] AsWritten = [LinkedParts.None];

    private readonly Lazy<byte[]> _written = new(() => DebugNames.Hide(module.Bytes));
    private LinkOutcome? _linked;

    /// <summary>The module.</summary>
    public WasmModule Module => module;

    /// <summary>What is linked, in the order in which that is tried.</summary>
    public IReadOnlyList<LinkedParts> Variants => links ? LinkedFirst : AsWritten;

    /// <summary>The bytes without names.</summary>
    /// <param name="parts">What is linked. The adapter is where it is added.</param>
    /// <returns>Null where that cannot be linked.</returns>
    public byte[]? Bytes(LinkedParts parts)
    {
        if (parts == LinkedParts.None)
        {
            return _written.Value;
        }

        _linked ??= ComponentLinker.Link(_written.Value);
        return parts == LinkedParts.Modules ? _linked.Linked
            : _linked is { Linked: null, Obstacle: null } ? _written.Value
            : null;
    }
}
