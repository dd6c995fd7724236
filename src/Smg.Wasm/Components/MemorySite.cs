namespace Smg.Wasm.Components;

/// <summary>Where a function asks for a memory's size, or grows it.</summary>
/// <param name="Offset">Bytes of the function before the instruction.</param>
/// <param name="Length">Bytes of the instruction.</param>
/// <param name="Memory">The memory's index.</param>
/// <param name="Grows">Whether the instruction grows it.</param>
internal readonly record struct MemorySite(int Offset, int Length, uint Memory, bool Grows);
