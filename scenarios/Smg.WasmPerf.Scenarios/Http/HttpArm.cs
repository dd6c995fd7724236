namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>One of several variants that are measured in blocks that take turns.</summary>
/// <param name="Configuration">What distinguishes its row from the others.</param>
/// <param name="Parameters">What was set for it, by name.</param>
/// <param name="Scenario">What a request does.</param>
/// <param name="Load">The load of a block of some length.</param>
internal sealed record HttpArm(
    string Configuration,
    IReadOnlyDictionary<string, string> Parameters,
    ScenarioProps Scenario,
    Func<TimeSpan, LoadSimulation> Load
);
