using System.Diagnostics;
using System.Globalization;
using Smg.Load.Text;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Cli.Commands.Tune;

/// <summary>Shows how far a search is: a line for each candidate that was measured, and a state in between.</summary>
/// <param name="console">Where it is shown.</param>
/// <param name="known">Measurements that are known from before an interruption; they are not shown again.</param>
internal sealed class TuneProgressView(RunConsole console, int known) : IProgress<TuneProgress>
{
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();
    private readonly Stopwatch _sinceReport = new();
    private TuneProgress? _now;
    private int _measured;

    /// <inheritdoc/>
    public void Report(TuneProgress value)
    {
        _now = value;
        _sinceReport.Restart();
        if (value.Measured is { } measured && ++_measured > known)
        {
            console.Line(
                $"  {Place(value), -15} {Outcome(TuneResults.Of(measured)), -24} "
                    + $"{value.Candidate}{(measured.Failure is { } failure ? $": {failure}" : "")}"
            );
        }

        Tick();
    }

    /// <summary>Shows the state again, with less time left.</summary>
    public void Tick()
    {
        if (_now is not { } now)
        {
            return;
        }

        TimeSpan left = now.TimeLeft - _sinceReport.Elapsed;
        string best = double.IsNaN(now.BestGain) ? "" : $", best {Quantity.WithUnit(now.BestGain, "x")} of the default: {now.Best}";
        console.Update(
            new LiveState(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Place(now)}, {(left > TimeSpan.Zero ? left : TimeSpan.Zero):m\\:ss} left{best}; now {now.Candidate}"
                )
            )
            {
                Title = $"tune  {Place(now)}",
                Done = _sinceStart.Elapsed / (_sinceStart.Elapsed + left),
                Left = left,
                Rows =
                [
                    new LiveRow(
                        ("candidate", $"{now.Candidate}"),
                        ("best so far", double.IsNaN(now.BestGain) ? "" : $"{now.Best}"),
                        (">gain", double.IsNaN(now.BestGain) ? "" : Quantity.WithUnit(now.BestGain, "x"))
                    ),
                ],
            }
        );
    }

    private static string Place(TuneProgress now) =>
        string.Create(CultureInfo.InvariantCulture, $"{now.Stage.ToString().ToLowerInvariant()} {now.Index}/{now.Count}");

    private static string Outcome(TuneCandidateResult result) =>
        result.Failure is null
            ? $"{Quantity.WithUnit(result.Gain, "x")} [{Quantity.Number(result.Low)}, {Quantity.Number(result.High)}]"
            : "cannot be used";
}
