namespace Smg.WasmPerf.NBomberHost.Tests;

/// <summary>Each scenario that calls the runtime alone runs in the host.</summary>
public sealed class RuntimeScenarioTests
{
    public static TheoryData<string> Names => ScenarioRun.Names(throughGateway: false);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Every_scenario_runs_for_a_second_and_leaves_only_its_results(string name) => ScenarioRun.LeavesOnlyItsResultsAsync(name);
}
