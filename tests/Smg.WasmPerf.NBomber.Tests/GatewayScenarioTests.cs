namespace Smg.WasmPerf.NBomberHost.Tests;

/// <summary>Each scenario that goes through a gateway runs in the host.</summary>
public sealed class GatewayScenarioTests
{
    public static TheoryData<string> Names => ScenarioRun.Names(throughGateway: true);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Every_scenario_runs_for_a_second_and_leaves_only_its_results(string name) => ScenarioRun.LeavesOnlyItsResultsAsync(name);
}
