using System.Diagnostics.Metrics;

namespace Smg.Wasm.AspNetCore.Telemetry;

/// <summary>Counts interim responses (1xx) of upstreams, but for 100 (Continue).</summary>
internal sealed class InterimTelemetry(IMeterFactory meters)
{
    /// <summary>The counter's name.</summary>
    public const string Instrument = "smg.gateway.interim.responses";

    /// <summary>The counter's tag for what happened, one of <see cref="InterimOutcome"/>.</summary>
    public const string OutcomeTag = "smg.gateway.interim.outcome";

    private readonly Counter<long> _counter = meters
        .Create(GatewayMeter.Name)
        .CreateCounter<long>(Instrument, "{response}", "Interim responses of upstreams.");

    /// <summary>Counts one.</summary>
    /// <param name="outcome">What happened to it, one of <see cref="InterimOutcome"/>.</param>
    public void Count(string outcome) => _counter.Add(1, new KeyValuePair<string, object?>(OutcomeTag, outcome));
}
