using Smg.WasmPerf.Load;
using Xunit;

namespace Smg.WasmPerf.Tests.Load;

/// <summary>Shortcuts for tests that run a scenario.</summary>
internal static class LoadTest
{
    public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    public static ScenarioStats Run(ScenarioProps scenario) =>
        Assert.Single(LoadRunner.RegisterScenarios(scenario).Run(TestContext.Current.CancellationToken).ScenarioStats);

    public static long Count(ScenarioStats stats, string cause) =>
        stats.Fail.StatusCodes.SingleOrDefault(code => code.StatusCode == cause)?.Count ?? 0;
}
