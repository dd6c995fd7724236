namespace Smg.Wasm.Compilation.Guard;

/// <summary>How a compile in its own process ended.</summary>
/// <param name="End">Which way.</param>
/// <param name="Code">The native code; null unless it compiled.</param>
/// <param name="Message">Wasmtime's message, or what is known of the end; empty when it compiled.</param>
internal readonly record struct CompileOutcome(CompileEnd End, byte[]? Code, string Message);
