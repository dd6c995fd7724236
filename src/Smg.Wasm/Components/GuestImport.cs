namespace Smg.Wasm.Components;

/// <summary>One of a guest's imports, and where the outer component has it after copying the guest's leading sections.</summary>
/// <param name="Name">The import's name.</param>
/// <param name="Sort">The sort's one or two bytes.</param>
/// <param name="Index">The index in the sort's index space.</param>
internal sealed record GuestImport(string Name, byte[] Sort, uint Index);
