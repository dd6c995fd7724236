using System.Globalization;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Load;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli;

/// <summary>Shows how far a load measurement is. It reports on the caller's thread: the order of lines stays that of events.</summary>
internal sealed class LoadStatus(Status status) : IProgress<LoadProgress>
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
        status.Update(new LiveState(value.RequestCount > 0 ? Line(value) : "")
        {
            Title = _title ?? value.Scenario,
            Done = done,
            Left = value.Total - value.Elapsed,
            Rows = [.. _running.Select(Row)],
            IsRare = true,
        });
    }

    private static string Line(LoadProgress value) => string.Create(
        CultureInfo.InvariantCulture,
        $"{value.Scenario} {Time(value)}: {value.RatePerSecond:N0}/s, p50 {Quantity.Time(value.P50Us)}, p99 {Quantity.Time(value.P99Us)}, {value.FailCount} failed");

    /// <summary>How far it is; a generator that is behind its schedule sends beyond the planned time.</summary>
    private static string Time(LoadProgress value)
    {
        double over = (value.Elapsed - value.Total).TotalSeconds;
        return value.Phase == LoadPhase.Measured && over >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"still sending, {over:F0} s over the planned {value.Total.TotalSeconds:F0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{Phase(value)} {Math.Min(value.Elapsed.TotalSeconds, value.Total.TotalSeconds):F0}/{value.Total.TotalSeconds:F0} s");
    }

    private static LiveRow Row(LoadProgress value) => new(
        ("scenario", value.Scenario),
        ("phase", Phase(value)),
        (">rate", string.Create(CultureInfo.InvariantCulture, $"{value.RatePerSecond:N0}/s")),
        (">ok", Whole(value.RequestCount - value.FailCount)),
        (">failed", Whole(value.FailCount)),
        (">p50", value.RequestCount > 0 ? Quantity.Time(value.P50Us) : ""),
        (">p99", value.RequestCount > 0 ? Quantity.Time(value.P99Us) : ""),
        (">queue", value.Waiting is { } waiting ? Whole(waiting) : ""));

    private static string Phase(LoadProgress value) => value.Phase switch
    {
        LoadPhase.WarmUp => "warm-up",
        _ => value.Phase.ToString().ToLowerInvariant(),
    };

    private static string Whole(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
