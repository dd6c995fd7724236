namespace Smg.Wasm.Interop;

/// <summary>What one store may use. Breaking a limit makes a grow fail or an instantiation return an error.</summary>
/// <param name="MemoryBytes">Bytes of each linear memory.</param>
/// <param name="TableElements">Elements of each table.</param>
/// <param name="Instances">Core instances in total.</param>
/// <param name="Tables">Tables in total.</param>
/// <param name="Memories">Linear memories in total.</param>
public readonly record struct StoreLimits(long MemoryBytes, long TableElements, long Instances, long Tables, long Memories);
