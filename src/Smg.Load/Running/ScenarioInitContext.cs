using Smg.Load.Scenarios;

namespace Smg.Load.Running;

internal sealed class ScenarioInitContext(string scenarioName, CancellationToken cancellationToken) : IScenarioInitContext
{
    private readonly List<Metric> _metrics = [];

    public string ScenarioName => scenarioName;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>What was registered, in order.</summary>
    public IReadOnlyList<Metric> Metrics => _metrics;

    public void RegisterMetric(Metric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        if (_metrics.Exists(known => known.Name == metric.Name))
        {
            throw new ArgumentException($"Scenario '{scenarioName}' already has a metric '{metric.Name}'.", nameof(metric));
        }

        _metrics.Add(metric);
    }
}
