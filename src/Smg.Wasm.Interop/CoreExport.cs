using System.Text;

namespace Smg.Wasm.Interop;

/// <summary>The name of something that a core module exports, as Wasmtime takes it.</summary>
/// <param name="name">The name.</param>
public sealed class CoreExport(string name)
{
    /// <summary>The name.</summary>
    public string Name => name;

    internal byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(name);
}
