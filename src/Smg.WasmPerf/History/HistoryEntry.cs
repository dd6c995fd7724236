using Smg.WasmPerf.Results;

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
        Dictionary<string, HistoryFigure> figures = [];
        foreach (GateResult gate in results.Gates)
        {
            Add(GatePrefix + gate.Name, gate.Value, gate.Low, gate.High, gate.Unit, gate.Direction == GateDirection.AtLeast);
        }

        foreach (BenchmarkResult one in results.Benchmarks)
        {
            string parameters = one.Parameters.Count == 0 ? "" : $"({string.Join(", ", one.Parameters.Select(p => $"{p.Key}={p.Value}"))})";
            Add(
                $"{one.Suite}.{one.Method}{parameters}",
                one.MeanNs / 1e3,
                (one.MeanNs - one.ErrorNs) / 1e3,
                (one.MeanNs + one.ErrorNs) / 1e3,
                "us",
                moreIsBetter: false
            );
        }

        foreach (LoadResult load in results.Load.Where(load => !load.GeneratorLimited))
        {
            string name = $"load {load.Scenario} {load.Configuration}".TrimEnd();
            Add($"{name}, rate", load.RatePerSecond, load.RatePerSecond, load.RatePerSecond, "1/s", moreIsBetter: true);
            Add($"{name}, p99", load.ResponseTime.P99Us, load.ResponseTime.P99Us, load.ResponseTime.P99Us, "us", moreIsBetter: false);
        }

        EnvironmentInfo environment = results.Environment;
        return new HistoryEntry
        {
            StartedAt = environment.StartedAt.ToUniversalTime(),
            Commit = environment.Commit + (environment.Dirty == true ? " with changes" : ""),
            Machine = $"{environment.Cpu}, {environment.Cores} {(environment.Cores == 1 ? "core" : "cores")}, {environment.Os}",
            DotNet = environment.DotNet,
            Wasmtime = environment.Wasmtime,
            Figures = figures,
        };

        void Add(string name, double value, double low, double high, string unit, bool moreIsBetter)
        {
            if (double.IsFinite(value))
            {
                figures[name] = new HistoryFigure(
                    value,
                    double.IsFinite(low) ? low : value,
                    double.IsFinite(high) ? high : value,
                    unit,
                    moreIsBetter
                );
            }
        }
    }
}
