using Smg.Load.Scenarios;
using Smg.Load.Stats;

namespace Smg.WasmPerf.Results;

/// <summary>Measurements of the load engine as rows of the results.</summary>
public static class LoadRows
{
    /// <summary>The row of a scenario.</summary>
    /// <param name="stats">What was measured.</param>
    /// <param name="configuration">What distinguishes the row from others of the same scenario.</param>
    /// <param name="parameters">Everything that was set for the run.</param>
    public static LoadResult ToLoadResult(this ScenarioStats stats, string configuration, IReadOnlyDictionary<string, string> parameters) =>
        new LoadResult
        {
            Scenario = stats.ScenarioName,
            Model = stats.Model == LoadModel.Open ? "open" : "closed",
            Configuration = configuration,
            WarmUpSeconds = stats.WarmUpDuration.TotalSeconds,
            MeasuredSeconds = stats.Duration.TotalSeconds,
            OkCount = stats.Ok.Request.Count,
            FailCount = stats.Fail.Request.Count,
            RatePerSecond = stats.Ok.Request.RPS,
            TargetRatePerSecond = stats.TargetRatePerSecond,
            GeneratorLimited = stats.GeneratorLimited,
            GeneratorLimitedReason = stats.GeneratorLimitedReason,
            DispatchLateness = stats.DispatchLateness?.SupportedBy(stats.DispatchLatenessHistogram?.Count ?? 0),
            DispatchLatenessHistogram = stats.DispatchLatenessHistogram,
            AllowedLatenessUs = stats.AllowedLatenessUs,
            BrokenThreshold = stats.BrokenThreshold,
            UndecidedThreshold = stats.UndecidedThreshold,
            ServiceTime = stats.ServiceTime.SupportedBy(stats.Ok.Request.Count),
            ResponseTime = stats.ResponseTime.SupportedBy(stats.Ok.Request.Count),
            Spectrum = stats.Spectrum,
            ServiceTimeHistogram = stats.ServiceTimeHistogram,
            ResponseTimeHistogram = stats.ResponseTimeHistogram,
            FailuresByCause = stats.Fail.StatusCodes.ToDictionary(cause => cause.StatusCode, cause => cause.Count),
            Parameters = parameters,
            Steps = stats.StepStats.Count == 0 ? null : [.. stats.StepStats.Select(ToStepResult)],
            Metrics = stats.Metrics.Count == 0 ? null : stats.Metrics,
            Seconds = stats.Seconds,
        };

    /// <summary>The row of a step.</summary>
    /// <param name="step">What was measured.</param>
    public static StepResult ToStepResult(this StepStats step) =>
        new StepResult(
            step.StepName,
            step.Ok.Request.Count,
            step.Fail.Request.Count,
            step.Time.SupportedBy(step.Ok.Request.Count),
            step.TimeHistogram
        );
}
