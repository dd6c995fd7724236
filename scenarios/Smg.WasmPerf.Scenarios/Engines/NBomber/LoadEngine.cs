global using NBomber.CSharp;
global using IResponse = NBomber.Contracts.IResponse;
global using IScenarioContext = NBomber.Contracts.IScenarioContext;
global using IScenarioInitContext = NBomber.Contracts.IScenarioInitContext;
global using LoadSimulation = NBomber.Contracts.LoadSimulation;
global using Response = NBomber.CSharp.Response;
global using Scenario = NBomber.CSharp.Scenario;
global using ScenarioProps = NBomber.Contracts.ScenarioProps;
global using Simulation = NBomber.CSharp.Simulation;
using System.Collections.Concurrent;
using System.Diagnostics;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using Smg.Wasm;
using Smg.WasmPerf.Load;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Load;

namespace Smg.WasmPerf.Scenarios.Engines;

/// <summary>
/// What scenarios need of a load engine beyond its vocabulary, for NBomber 4.1.2 (Apache-2.0). Counts and rates are NBomber's.
/// Times are taken here, from a request's real start: NBomber knows no intended one, so both latencies of a row are the service time.
/// </summary>
internal static class LoadEngine
{
    private static readonly ConcurrentDictionary<string, ThreadLocal<LatencyHistogram>> Times = new();
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<Metric>> Metrics = new();

    /// <summary>What the results call it.</summary>
    public static string? Name => "NBomber 4.1.2";

    /// <summary>How long a block of a measurement is whose sides take turns: a simulation lasts a second at least.</summary>
    public static TimeSpan Block { get; } = TimeSpan.FromSeconds(1);

    /// <summary>A scenario of requests that often end without waiting.</summary>
    public static ScenarioProps Scenario(string name, Func<IScenarioContext, ValueTask<IResponse>> run) => NBomber.CSharp.Scenario.Create(name, async context =>
    {
        if (context.ScenarioInfo.ScenarioOperation != ScenarioOperation.Bombing)
        {
            return await run(context).ConfigureAwait(false);
        }

        long start = Stopwatch.GetTimestamp();
        IResponse response = await run(context).ConfigureAwait(false);
        if (!response.IsError && Times.TryGetValue(context.ScenarioInfo.ScenarioName, out ThreadLocal<LatencyHistogram>? times))
        {
            times.Value!.Record(Stopwatch.GetTimestamp() - start);
        }

        return response;
    });

    /// <summary>Runs a part of a request that is measured by itself too.</summary>
    public static async ValueTask<IResponse> Step(string name, IScenarioContext context, Func<ValueTask<IResponse>> run)
        => await NBomber.CSharp.Step.Run<object>(name, context, async () => (Response<object>)await run().ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Makes a metric part of the scenario's results. NBomber 4.1.2 has none of its own; what it was told in the warm-up counts too.</summary>
    public static void RegisterMetric(this IScenarioInitContext context, Metric metric) => Metrics[context.ScenarioInfo.ScenarioName].Enqueue(metric);

    /// <summary>Runs scenarios side by side and gives their results, in order. NBomber shows the progress itself.</summary>
    /// <exception cref="NotSupportedException">The settings ask for what only the project's own engine does.</exception>
    public static Task<IReadOnlyList<LoadResult>> MeasureAsync(
        LoadSettings settings,
        WasmRuntime? runtime,
        IProgress<LoadProgress> progress,
        string configuration,
        IReadOnlyDictionary<string, string> parameters,
        IEnumerable<ScenarioProps> scenarios,
        CancellationToken cancellationToken)
    {
        if (settings.Thresholds.Count > 0 || settings.Shard.Count > 1 || settings.CommonStart is not null || settings.Diagnostics || runtime is { Options.PhaseTimings: true })
        {
            throw new NotSupportedException("NBomber 4.1.2 has no thresholds, shards, common start, diagnostics or phases: leave them out, or build without -p:LoadEngine=NBomber.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        ScenarioProps[] all = [.. scenarios.Select(scenario => scenario.WithWarmUpDuration(settings.WarmUp).WithMaxFailCount(int.MaxValue))];
        foreach (ScenarioProps scenario in all)
        {
            Times[scenario.ScenarioName] = new ThreadLocal<LatencyHistogram>(() => new LatencyHistogram(), trackAllValues: true);
            Metrics[scenario.ScenarioName] = new ConcurrentQueue<Metric>();
        }

        NBomber.Contracts.Stats.NodeStats stats = NBomberRunner.RegisterScenarios(all).WithTestSuite("smg-wasmperf").WithTestName(all[0].ScenarioName).WithoutReports().Run();
        Dictionary<string, string> withEngine = new(parameters) { ["loadEngine"] = Name! };
        return Task.FromResult<IReadOnlyList<LoadResult>>([.. all.Select(scenario => Row(scenario, stats.ScenarioStats.Single(row => row.ScenarioName == scenario.ScenarioName)))]);

        LoadResult Row(ScenarioProps scenario, NBomber.Contracts.Stats.ScenarioStats row)
        {
            LatencyHistogram times = new();
            foreach (LatencyHistogram part in Times[row.ScenarioName].Values)
            {
                times.Add(part);
            }

            return new LoadResult
            {
                Scenario = row.ScenarioName,
                Model = scenario.LoadSimulations.Any(load => load.IsKeepConstant || load.IsRampingConstant) ? "closed" : "open",
                Configuration = configuration,
                WarmUpSeconds = settings.WarmUp.TotalSeconds,
                MeasuredSeconds = row.Duration.TotalSeconds,
                OkCount = row.Ok.Request.Count,
                FailCount = row.Fail.Request.Count,
                RatePerSecond = row.Ok.Request.RPS,
                ServiceTime = times.Report(),
                ResponseTime = times.Report(),
                Spectrum = times.Spectrum(),
                ServiceTimeHistogram = times.Encode(),
                ResponseTimeHistogram = times.Encode(),
                FailuresByCause = row.Fail.StatusCodes.ToDictionary(cause => cause.StatusCode, cause => (long)cause.Count),
                Parameters = withEngine,
                Metrics = Metrics[row.ScenarioName].IsEmpty ? null : [.. Metrics[row.ScenarioName].Select(metric => metric.Summarise())],
            };
        }
    }
}
