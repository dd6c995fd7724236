using System.Diagnostics;

namespace Smg.Wasm.Interop.Wasi;

/// <summary><c>wasi:clocks</c>: the time, and alarms that end with the call's deadline.</summary>
internal static unsafe class WasiClocks
{
    private const int NanosecondsPerTick = 100;

    public static void AddTo(ComponentLinkerHandle linker)
    {
        using (WasiInterface monotonic = new(linker, "wasi:clocks/monotonic-clock"u8))
        {
            monotonic.Add("now"u8, "func() -> u64", &Now);
            monotonic.Add("resolution"u8, "func() -> u64", &Resolution);
            monotonic.Add("subscribe-instant"u8, "func(u64) -> own", &SubscribeInstant);
            monotonic.Add("subscribe-duration"u8, "func(u64) -> own", &SubscribeDuration);
        }

        using WasiInterface wall = new(linker, "wasi:clocks/wall-clock"u8);
        wall.Add("now"u8, "func() -> record{seconds: u64, nanoseconds: u32}", &WallNow);
        wall.Add("resolution"u8, "func() -> record{seconds: u64, nanoseconds: u32}", &WallResolution);
    }

    private static ulong MonotonicNanoseconds => (ulong)Stopwatch.GetElapsedTime(0).Ticks * NanosecondsPerTick;

    private static void Now(in WasiCall call) => call.Expect(arguments: 0, results: 1).Return(WasiValue.U64(MonotonicNanoseconds));

    private static void Resolution(in WasiCall call) => call.Expect(arguments: 0, results: 1).Return(WasiValue.U64(NanosecondsPerTick));

    private static void SubscribeInstant(in WasiCall call)
    {
        call.Expect(arguments: 1, results: 1);
        ulong instant = call.U64(0);
        ulong now = MonotonicNanoseconds;
        WasiPoll.ReturnAfter(call, instant > now ? instant - now : 0);
    }

    private static void SubscribeDuration(in WasiCall call) => WasiPoll.ReturnAfter(call.Expect(arguments: 1, results: 1), call.U64(0));

    private static void WallNow(in WasiCall call)
    {
        call.Expect(arguments: 0, results: 1);
        long ticks = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks;
        call.Return(DateTime((ulong)(ticks / TimeSpan.TicksPerSecond), (uint)(ticks % TimeSpan.TicksPerSecond) * NanosecondsPerTick));
    }

    private static void WallResolution(in WasiCall call) => call.Expect(arguments: 0, results: 1).Return(DateTime(0, NanosecondsPerTick));

    private static ComponentVal DateTime(ulong seconds, uint nanoseconds) =>
        WasiValue.Record("seconds"u8, WasiValue.U64(seconds), "nanoseconds"u8, WasiValue.U32(nanoseconds));
}
