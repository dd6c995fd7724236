using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.History;

/// <summary>What is kept of a run: a line of the history.</summary>
public sealed record HistoryEntry
{
    private const string GatePrefix = "gate ";

    /// <summary>When the run began, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The commit that was measured.</summary>
    public required string Commit { get; init; }

    /// <summary>The machine: processor, cores, system. Figures of different machines are never put into one series.</summary>
    public required string Machine { get; init; }

    /// <summary>The .NET runtime's version.</summary>
    public required string DotNet { get; init; }

    /// <summary>The Wasmtime package's version.</summary>
    public required string Wasmtime { get; init; }

    /// <summary>The figures by name: gates, benchmarks' means, load runs' rate and 99th percentile of the response time.</summary>
    public required IReadOnlyDictionary<string, HistoryFigure> Figures { get; init; }

    /// <summary>The run with the present names of its gates.</summary>
    internal HistoryEntry WithCurrentNames() =>
        this with
        {
            Figures = Figures.ToDictionary(
                figure =>
                    figure.Key.StartsWith(GatePrefix, StringComparison.Ordinal)
                        ? GatePrefix + GateNames.Current(figure.Key[GatePrefix.Length..])
                        : figure.Key,
                figure => figure.Value
            ),
        };

    /// <summary>
    /// What is kept of a run. Figures that are not finite are left out, and so are rows whose generator could not keep its schedule.
    /// </summary>
    /// <param name="results">The run's results.</param>
    public static HistoryEntry Of(RunResults results)
    {
        EnvironmentInfo environment = results.Environment;
        Dictionary<string, HistoryFigure> figures = [];
        foreach (
            (string name, HistoryFigure figure) in results
                .Gates.Select(FigureOf)
                .Concat(results.Benchmarks.Select(FigureOf))
                .Concat(results.Load.Where(load => !load.GeneratorLimited).SelectMany(FiguresOf))
                .Where(one => double.IsFinite(one.Figure.Value))
        )
        {
            figures[name] = figure with
            {
                Low = double.IsFinite(figure.Low) ? figure.Low : figure.Value,
                High = double.IsFinite(figure.High) ? figure.High : figure.Value,
            };
        }

        return new HistoryEntry
        {
            StartedAt = environment.StartedAt.ToUniversalTime(),
            Commit = environment.Commit + (environment.Dirty == true ? " with changes" : ""),
            Machine = $"{environment.Cpu}, {environment.Cores} {(environment.Cores == 1 ? "core" : "cores")}, {environment.Os}",
            DotNet = environment.DotNet,
            Wasmtime = environment.Wasmtime,
            Figures = figures,
        };
    }

    private static (string Name, HistoryFigure Figure) FigureOf(GateResult gate) =>
        (GatePrefix + gate.Name, new HistoryFigure(gate.Value, gate.Low, gate.High, gate.Unit, gate.Direction == GateDirection.AtLeast));

    private static (string Name, HistoryFigure Figure) FigureOf(BenchmarkResult one)
    {
        (double low, double high) = ((one.MeanNs - one.ErrorNs) / 1e3, (one.MeanNs + one.ErrorNs) / 1e3);
        return (BenchmarkName.Of(one), new HistoryFigure(one.MeanNs / 1e3, low, high, "us", MoreIsBetter: false));
    }

    private static (string Name, HistoryFigure Figure)[] FiguresOf(LoadResult load)
    {
        string name = $"load {load.Scenario} {load.Configuration}".TrimEnd();
        (double rate, double p99) = (load.RatePerSecond, load.ResponseTime.P99Us);
        return
        [
            ($"{name}, rate", new HistoryFigure(rate, rate, rate, "1/s", MoreIsBetter: true)),
            ($"{name}, p99", new HistoryFigure(p99, p99, p99, "us", MoreIsBetter: false)),
        ];
    }
}
