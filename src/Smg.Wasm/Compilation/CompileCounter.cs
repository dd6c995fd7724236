namespace Smg.Wasm.Compilation;

/// <summary>Counts what was really compiled, across all engines of a runtime.</summary>
internal sealed class CompileCounter
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    public void Increment() => Interlocked.Increment(ref _count);
}
