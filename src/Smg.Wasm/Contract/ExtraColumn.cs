namespace Smg.Wasm.Contract;

/// <summary>
/// One extra column that is stored beside the operation's own. Name and value come from a guest: quote or bind both in statements.
/// </summary>
/// <param name="Name">The column's name.</param>
/// <param name="Value">Its value.</param>
public readonly record struct ExtraColumn(string Name, string Value);
