namespace Smg.Wasm.Components;

/// <summary>Something that a core module imports.</summary>
/// <param name="Module">The first part of its name.</param>
/// <param name="Name">The second part.</param>
/// <param name="Space">What it is.</param>
/// <param name="Type">Its type, as the section has it behind the byte that says what it is.</param>
internal sealed record CoreImport(string Module, string Name, CoreSpace Space, byte[] Type);

/// <summary>Something that a core module exports.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Space">What it is.</param>
/// <param name="Index">Its index.</param>
internal readonly record struct CoreModuleExport(string Name, CoreSpace Space, uint Index);
