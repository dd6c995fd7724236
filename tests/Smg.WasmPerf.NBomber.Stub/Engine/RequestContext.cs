using NBomber.Contracts;

namespace NBomber.Engine;

/// <summary>A copy's context, for all of its requests.</summary>
internal sealed class RequestContext(ScenarioInfo info, ScenarioCounts counts, bool restarts, CancellationTokenSource stop)
    : IScenarioContext
{
    public ScenarioInfo ScenarioInfo => info;

    public int InvocationNumber { get; set; }

    public ScenarioCounts Counts => counts;

    public bool Restarts => restarts;

    public void StopScenario(string scenarioName, string reason) => stop.Cancel();

    public void StopCurrentTest(string reason) => stop.Cancel();
}
