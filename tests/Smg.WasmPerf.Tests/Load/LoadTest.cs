using Smg.Load;
using Smg.Load.Scenarios;
using Smg.Load.Stats;
using Xunit;

namespace Smg.WasmPerf.Tests.Load;

/// <summary>Shortcuts for tests that run a scenario.</summary>
internal static class LoadTest
{
    public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Longest time of what must come, however slow the machine is at that moment.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    public static ScenarioStats Run(ScenarioProps scenario) =>
        Assert.Single(LoadRunner.RegisterScenarios(scenario).Run(TestContext.Current.CancellationToken).ScenarioStats);

    public static long Count(ScenarioStats stats, string cause) =>
        stats.Fail.StatusCodes.SingleOrDefault(code => code.StatusCode == cause)?.Count ?? 0;
}
