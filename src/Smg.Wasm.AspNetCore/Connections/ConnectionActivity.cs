namespace Smg.Wasm.AspNetCore.Connections;

/// <summary>
/// Whether a client's connection has a request, and since when not. A feature of the connection; safe to use from any thread.
/// </summary>
internal sealed class ConnectionActivity
{
    private int _requests;
    private long _idleSince = Environment.TickCount64;

    /// <summary>Whether it has none.</summary>
    public bool IsIdle => Volatile.Read(ref _requests) == 0;

    /// <summary>When the last request ended or, before the first, the connection came; milliseconds of the system's uptime.</summary>
    public long IdleSince => Volatile.Read(ref _idleSince);

    /// <summary>A request begins.</summary>
    public void Begin() => Interlocked.Increment(ref _requests);

    /// <summary>A request ends.</summary>
    public void End()
    {
        Volatile.Write(ref _idleSince, Environment.TickCount64);
        Interlocked.Decrement(ref _requests);
    }
}
