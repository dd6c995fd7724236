namespace Smg.Wasm.Compilation;

/// <summary>Counts what was really compiled, across all engines of a runtime.</summary>
internal sealed class CompileCounter
{
    private long _count;
    private long _serialized;

    public long Count => Interlocked.Read(ref _count);

    /// <summary>How often compiled code was taken out of a component, for a file or for further engines.</summary>
    public long Serialized => Interlocked.Read(ref _serialized);

    public void Increment() => Interlocked.Increment(ref _count);

    public void IncrementSerialized() => Interlocked.Increment(ref _serialized);
}
