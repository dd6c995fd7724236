using System.Globalization;
using Smg.Load.Histograms;
using Smg.Load.Running;
using Smg.Load.Text;
using Smg.WasmPerf.Cli.Live;

namespace Smg.WasmPerf.Cli.Commands.Load;

/// <summary>Shows how far a load measurement is. It reports on the caller's thread: the order of lines stays that of events.</summary>
internal sealed class LoadProgressView(RunConsole console) : IProgress<LoadProgress>
{
    /// <summary>The last report of each scenario that runs, in the order of their first.</summary>
    private readonly List<LoadProgress> _running = [];
    private string? _title;

    /// <summary>Something else is loaded from now on.</summary>
    /// <param name="title">What, in a few words.</param>
    public void Begin(string title)
    {
        _title = title;
        _running.Clear();
    }

    /// <inheritdoc/>
    public void Report(LoadProgress value)
    {
        int known = _running.FindIndex(one => one.Scenario == value.Scenario);
        if (known < 0)
        {
            _running.Add(value);
        }
        else if (value.Elapsed < _running[known].Elapsed)
        {
            // Another measurement of the same scenario: who ran beside it may not run now.
            _running.Clear();
            _running.Add(value);
        }
        else
        {
            _running[known] = value;
        }

        double done = value.Elapsed / value.Total;
        console.Update(
            new LiveState(value.RequestCount > 0 ? Line(value) : "")
            {
                Title = _title ?? value.Scenario,
                Done = done,
                Left = value.Total - value.Elapsed,
                Rows = [.. _running.Select(Row)],
                IsRare = true,
            }
        );
    }

    private static string Line(LoadProgress value) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{value.Scenario} {Where(value)}: {Quantity.Rate(value.RatePerSecond)}, p50 {Time(50, value.P50Us, value)}, p99 "
                + $"{Time(99, value.P99Us, value)}, {value.FailCount} failed"
        );

    /// <summary>A percentile of so many latencies; a dash where they are too few.</summary>
    private static string Time(double percentile, double us, LoadProgress value) =>
        Quantity.Time(LatencySummary.IsSupported(percentile, value.RequestCount - value.FailCount) ? us : double.NaN);

    /// <summary>
    /// How far a scenario is: its second of the planned ones, or how long it has been over them while requests are still answered.
    /// </summary>
    private static string Where(LoadProgress value)
    {
        TimeSpan over = value.Elapsed - value.Total;
        return over > TimeSpan.FromSeconds(0.5)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Phase(value)}, still sending, {over.TotalSeconds:F0} s over the planned {value.Total.TotalSeconds:0.#} s"
            )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Phase(value)} {Math.Min(value.Elapsed.TotalSeconds, value.Total.TotalSeconds):F0} of {value.Total.TotalSeconds:0.#} s"
            );
    }

    private static LiveRow Row(LoadProgress value) =>
        new(
            ("scenario", value.Scenario),
            ("phase", Phase(value)),
            (">rate", Quantity.Rate(value.RatePerSecond)),
            (">ok", Whole(value.RequestCount - value.FailCount)),
            (">failed", Whole(value.FailCount)),
            (">p50", value.RequestCount > 0 ? Time(50, value.P50Us, value) : ""),
            (">p99", value.RequestCount > 0 ? Time(99, value.P99Us, value) : ""),
            (">queue", value.Waiting is { } waiting ? Whole(waiting) : "")
        );

    private static string Phase(LoadProgress value) =>
        value.Phase switch
        {
            LoadPhase.WarmUp => "warm-up",
            _ => value.Phase.ToString().ToLowerInvariant(),
        };

    private static string Whole(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
