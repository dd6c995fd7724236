using System.Diagnostics;
using System.Globalization;
using Smg.Wasm.Options;

namespace Smg.Soak.Tests;

/// <summary>Mixed traffic for a while: what the process holds stays what it was. SMG_SOAK_SECONDS makes it longer.</summary>
[Trait("Category", "Soak")]
public sealed class SoakTests(ITestOutputHelper output)
{
    private const double MiB = 1 << 20;

    /// <summary>Share of the samples that are not judged: code is compiled, pools and arenas reach their size.</summary>
    private const double WarmUpShare = 0.4;

    private const int Samples = 60;

    /// <summary>The traffic between two samples is counted: a machine that is slow soaks for longer.</summary>
    private const int RoundsPerSample = 4;

    /// <summary>A call that runs out of time takes as long as all others of its round.</summary>
    private const int RoundsPerTimeout = 3;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("SMG_SOAK_SECONDS"), CultureInfo.InvariantCulture, out double seconds)
            ? seconds
            : 0
    );

    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 16,
        ThreadPoolSize = 1,
        InlineConcurrency = 2,
        MaxExecutionTimeMs = 60_000,
        MaxMemoryPages = 256,
        ModuleCacheSize = 20,

        // Calls that are cancelled, or out of time, end at the next tick.
        EpochIntervalMs = 2,
    };

    [Fact]
    public async Task Memory_handles_and_threads_stay_flat_under_mixed_traffic()
    {
        List<ProcessSample> samples = [];
        using WasmRuntime inline = new(Options with { Dispatch = Dispatch.Inline });
        using WasmRuntime workers = new(Options with { Dispatch = Dispatch.Workers, Pooling = false });
        using WasmRuntime hasty = new(Options with { MaxExecutionTimeMs = 10 });
        Traffic traffic = new(seed: 1);
        Traffic brief = new(seed: 2);
        long start = Stopwatch.GetTimestamp();
        for (TimeSpan next = Length / Samples; samples.Count < Samples; next += Length / Samples)
        {
            for (int round = 0; round < RoundsPerSample || Stopwatch.GetElapsedTime(start) < next; round++)
            {
                await traffic.Run(inline);
                await traffic.Run(workers);
                if (round % RoundsPerTimeout == 0)
                {
                    await traffic.RunOutOfTime(hasty);
                }
            }

            using (WasmRuntime renewed = new(Options with { ThreadPoolSize = 2 }))
            {
                await brief.RunBriefly(renewed);
            }

            samples.Add(ProcessSample.Take(Stopwatch.GetElapsedTime(start).TotalSeconds));
        }

        ProcessSample[] judged = [.. samples.Skip((int)(samples.Count * WarmUpShare))];
        string table = Describe(samples, traffic.Calls + brief.Calls);
        output.WriteLine(table);
        IsFlat("managed heap", judged, sample => sample.HeapBytes, 0.05, 1 * MiB, table);
        IsFlat("resident memory", judged, sample => sample.ResidentBytes, 0.05, 8 * MiB, table);
        IsFlat("file descriptors", judged, sample => sample.Handles, 0.05, 3, table);
        IsFlat("threads", judged, sample => sample.Threads, 0.05, 3, table);
    }

    /// <summary>
    /// Demands that what the samples grow by, from the first judged to the last, is little: a share of the level or an amount, whichever is
    /// more.
    /// </summary>
    private static void IsFlat(
        string what,
        ProcessSample[] samples,
        Func<ProcessSample, double> value,
        double share,
        double amount,
        string table
    )
    {
        Trend trend = Trend.Of([.. samples.Select(sample => (sample.Seconds, value(sample)))]);
        double growth = trend.Slope * (samples[^1].Seconds - samples[0].Seconds);
        double allowed = Math.Max(trend.Level * share, amount);
        Assert.True(
            growth <= allowed,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what} grew by {growth:F0} from {trend.Level:F0}, more than {allowed:F0}\n{table}"
            )
        );
    }

    private static string Describe(IReadOnlyList<ProcessSample> samples, long calls) =>
        string.Join(
            '\n',
            samples
                .Where((_, i) => i % 6 == 5)
                .Select(sample =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{sample.Seconds, 6:F1} s: heap {sample.HeapBytes / MiB:F2} MiB, resident {sample.ResidentBytes / MiB:F1} MiB, "
                            + $"{sample.Handles} handles, {sample.Threads} threads"
                    )
                )
                .Append($"{calls} calls")
        );
}
