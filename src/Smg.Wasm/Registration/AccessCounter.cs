namespace Smg.Wasm.Registration;

/// <summary>How often and when a module was last handed out. Goes on when the module is replaced.</summary>
internal sealed class AccessCounter(DateTimeOffset start)
{
    private long _count;
    private long _last = start.UtcTicks;

    public long Count => Interlocked.Read(ref _count);

    public DateTimeOffset Last => new(Interlocked.Read(ref _last), TimeSpan.Zero);

    public void Mark(DateTimeOffset now)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Exchange(ref _last, now.UtcTicks);
    }
}
