using Smg.Wasm.Adapters;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Compilation;

/// <summary>What is compiled.</summary>
/// <param name="Module">The module.</param>
/// <param name="Bytes">What was made of it.</param>
/// <param name="Form">In which form.</param>
/// <param name="Data">What its memory begins with, where the bytes do not say so.</param>
internal sealed record CompileJob(WasmModule Module, ReadOnlyMemory<byte> Bytes, CompiledForm Form, MemoryData? Data = null)
{
    /// <summary>Whether the code is of use only where messages are served by a core module that marks what it writes.</summary>
    public bool NeedsMarks { get; init; }
}
