using Smg.Wasm.Modules;

namespace Smg.Wasm.Registration;

/// <summary>A module whose name and bytes are reserved, while it is checked and until it is published.</summary>
/// <param name="Module">The component: name, bytes, digest and settings.</param>
/// <param name="Registration">What it is registered with.</param>
/// <param name="Origin">The file it was read from.</param>
internal sealed record ModuleCandidate(WasmModule Module, ModuleRegistration Registration, ModuleOrigin Origin)
{
    /// <summary>What its compile and its dry run found out; <see cref="ModuleFindings.None"/> before.</summary>
    public ModuleFindings Findings { get; init; } = ModuleFindings.None;
}
