namespace Smg.Wasm.Interop;

/// <summary>The address space that Wasmtime asks for a linear memory.</summary>
/// <param name="Capacity">Bytes that the memory can have.</param>
/// <param name="Guard">Bytes behind it that nobody can read or write.</param>
internal readonly record struct MemoryReservation(nuint Capacity, nuint Guard);
