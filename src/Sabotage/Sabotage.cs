using System.Diagnostics;

namespace Smg.Sabotage;

/// <summary>
/// Faults that the sabotage build of the product has in store, each switched on by name in the environment variable <c>SMG_SABOTAGE</c>
/// (several with commas between them). Compiled with the configuration <c>Sabotage</c> alone: other builds hold neither the faults nor this
/// class.
/// </summary>
internal static class Fault
{
    /// <summary>Engines without a pool, whatever the options say.</summary>
    public static readonly bool NoPool = IsOn("no-pool");

    /// <summary>Pools that keep no memory resident.</summary>
    public static readonly bool NothingResident = IsOn("nothing-resident");

    /// <summary>Guests whose memories always begin with the pages that they wrote.</summary>
    public static readonly bool NoPregrow = IsOn("no-pregrow");

    /// <summary>A component cache that forgets each component at once; executors keep their leases.</summary>
    public static readonly bool CacheForgets = IsOn("cache-forgets");

    /// <summary>The same, and executors lease again for each call.</summary>
    public static readonly bool NothingCached = IsOn("nothing-cached");

    /// <summary>Compiled files that are written and never found.</summary>
    public static readonly bool CompiledFileLost = IsOn("compiled-file-lost");

    /// <summary>80 ms more to load a compiled file.</summary>
    public static readonly bool SlowLoad = IsOn("slow-load");

    /// <summary>20 ms more to restore a module.</summary>
    public static readonly bool SlowRestore = IsOn("slow-restore");

    /// <summary>One lock around every call of the process.</summary>
    public static readonly bool GlobalLock = IsOn("global-lock");

    /// <summary>Guests without their in-guest adapter.</summary>
    public static readonly bool NoAdapter = IsOn("no-adapter");

    /// <summary>Guests that are always called as components.</summary>
    public static readonly bool NoDirectMemory = IsOn("no-direct-memory");

    /// <summary>300 bytes allocated for each call.</summary>
    public static readonly bool Allocation = IsOn("allocation");

    /// <summary>A second copy of each body.</summary>
    public static readonly bool ExtraCopy = IsOn("extra-copy");

    /// <summary>2 µs more for each KB of a body: forty times what it costs.</summary>
    public static readonly bool SlowBody = IsOn("slow-body");

    /// <summary>2 µs more for each call on the caller's thread.</summary>
    public static readonly bool SlowInline = IsOn("slow-inline");

    /// <summary>0.25 µs more for each call: about 5 % of one with a body of 2 KB.</summary>
    public static readonly bool FivePercent = IsOn("five-percent");

    /// <summary>Callers that never run a guest themselves.</summary>
    public static readonly bool NeverInline = IsOn("never-inline");

    /// <summary>100 µs more for each request that meets modules.</summary>
    public static readonly bool SlowGateway = IsOn("slow-gateway");

    /// <summary>20 ms more for each 40th request that meets modules.</summary>
    public static readonly bool GatewayTail = IsOn("gateway-tail");

    /// <summary>3 ms more for each event of a stream that a module sees.</summary>
    public static readonly bool SlowEvent = IsOn("slow-event");

    private const int TailEvery = 40;
    private static int Requests;

    /// <summary>The lock of <see cref="GlobalLock"/>.</summary>
    public static Lock AllCalls { get; } = new();

    /// <summary>Keeps the processor busy.</summary>
    public static void Spin(double microseconds)
    {
        long end = Stopwatch.GetTimestamp() + (long)(microseconds * Stopwatch.Frequency / 1e6);
        while (Stopwatch.GetTimestamp() < end) { }
    }

    /// <summary>The wait of <see cref="GatewayTail"/>.</summary>
    public static Task TailAsync() => Interlocked.Increment(ref Requests) % TailEvery == 0 ? Task.Delay(20) : Task.CompletedTask;

    private static bool IsOn(string name) =>
        (Environment.GetEnvironmentVariable("SMG_SABOTAGE") ?? "").Split(',').Contains(name, StringComparer.Ordinal);
}
