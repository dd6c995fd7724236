namespace Smg.Wasm.Components;

/// <summary>An item under a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Sort">Its sort: one byte, or two for a sort of core things.</param>
/// <param name="Index">Its index among those of the sort.</param>
internal readonly record struct NamedItem(string Name, byte[] Sort, uint Index);
