namespace Smg.Wasm.Interop;

/// <summary>Reads the entries of a mapping's pages in the page table.</summary>
/// <param name="address">The first page.</param>
/// <param name="entries">Receives an entry for each page.</param>
/// <returns>False where that fails.</returns>
internal unsafe delegate bool PageTableReader(byte* address, Span<ulong> entries);
