using Smg.Load.Stats;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Diagnostics;

/// <summary>Sorts what was seen of the runtime into the seconds of a measurement.</summary>
internal static class DiagnosticsSeconds
{
    private const double BytesPerMegabyte = 1e6;

    /// <summary>The seconds and their sum. All times are milliseconds since the session began.</summary>
    public static DiagnosticsResult Summarise(
        IReadOnlyList<string> scenarios,
        GcPauses gc,
        IReadOnlyList<CounterSample> counters,
        double begin,
        double end
    )
    {
        (double At, double Ms)[] pauses = [.. gc.Pauses.Where(pause => pause.At >= begin && pause.At < end)];
        double[] collections = [.. gc.Collections.Where(at => at >= begin && at < end)];
        int seconds = Math.Max(1, (int)Math.Ceiling(((end - begin) / 1000) - LoadSecond.Shortest));
        int SecondOf(double at) => Math.Min(seconds, (int)((at - begin) / 1000) + 1);

        // A counter's value covers the second before its report; the middle of that second says where it belongs.
        ILookup<int, CounterSample> counted = counters
            .Where(counter => counter.At - 500 >= begin)
            .ToLookup(counter => SecondOf(counter.At - 500));
        return new DiagnosticsResult
        {
            Scenarios = scenarios,
            GcCount = collections.Length,
            GcPauseMs = pauses.Sum(pause => pause.Ms),
            GcMaxPauseMs = pauses.Select(pause => pause.Ms).DefaultIfEmpty(0).Max(),
            Seconds =
            [
                .. Enumerable
                    .Range(1, seconds)
                    .Select(second =>
                        Second(
                            second,
                            collections.Count(at => SecondOf(at) == second),
                            [.. pauses.Where(pause => SecondOf(pause.At) == second).Select(pause => pause.Ms)],
                            counted[second]
                        )
                    ),
            ],
        };
    }

    private static DiagnosticsSecond Second(int number, int collections, double[] pauses, IEnumerable<CounterSample> counters)
    {
        double? Value(string name) =>
            counters.Where(counter => counter.Name == name).Select(counter => (double?)counter.Value).LastOrDefault();

        return new DiagnosticsSecond(
            number,
            collections,
            pauses.Sum(),
            pauses.DefaultIfEmpty(0).Max(),
            Value("alloc-rate"),
            Value("cpu-usage"),
            Value("working-set") * BytesPerMegabyte,
            Value("threadpool-thread-count"),
            Value("threadpool-queue-length")
        );
    }
}
