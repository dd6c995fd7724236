namespace Smg.WasmPerf.NBomberHost.Tests;

/// <summary>Each scenario runs in the host. Tests of one class run one after the other, those of several beside each other.</summary>
public static class ScenarioTests
{
    public sealed class First
    {
        public static TheoryData<string> Names => ScenarioRun.Names(part: 0);

        [Theory]
        [MemberData(nameof(Names))]
        public Task Every_scenario_runs_for_a_second_and_leaves_only_its_results(string name) =>
            ScenarioRun.LeavesOnlyItsResultsAsync(name);
    }

    public sealed class Second
    {
        public static TheoryData<string> Names => ScenarioRun.Names(part: 1);

        [Theory]
        [MemberData(nameof(Names))]
        public Task Every_scenario_runs_for_a_second_and_leaves_only_its_results(string name) =>
            ScenarioRun.LeavesOnlyItsResultsAsync(name);
    }

    public sealed class Third
    {
        public static TheoryData<string> Names => ScenarioRun.Names(part: 2);

        [Theory]
        [MemberData(nameof(Names))]
        public Task Every_scenario_runs_for_a_second_and_leaves_only_its_results(string name) =>
            ScenarioRun.LeavesOnlyItsResultsAsync(name);
    }

    public sealed class Fourth
    {
        public static TheoryData<string> Names => ScenarioRun.Names(part: 3);

        [Theory]
        [MemberData(nameof(Names))]
        public Task Every_scenario_runs_for_a_second_and_leaves_only_its_results(string name) =>
            ScenarioRun.LeavesOnlyItsResultsAsync(name);
    }
}
