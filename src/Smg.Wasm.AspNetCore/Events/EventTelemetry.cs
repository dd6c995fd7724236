using System.Diagnostics.Metrics;
using Smg.Wasm.AspNetCore.Telemetry;

namespace Smg.Wasm.AspNetCore.Events;

/// <summary>Counts and logs streams that modules, or their limits, ended before their upstream did.</summary>
internal sealed partial class EventTelemetry(IMeterFactory meters, ILogger logger, TimeProvider time)
{
    /// <summary>The counter's name.</summary>
    public const string Instrument = "smg.gateway.stream.ends";

    /// <summary>The counter's tag for the reason.</summary>
    public const string ReasonTag = "smg.gateway.stream.end.reason";

    /// <summary>What is counted where a stream did not begin, because no place for a module was left.</summary>
    public const string Refused = "streams_full";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Counter<long> _counter = meters
        .Create(GatewayMeter.Name)
        .CreateCounter<long>(Instrument, "{stream}", "Streams that ended before their upstream's end, or did not begin.");
    private readonly LogLimiter<(string Module, string Reason)> _limiter = new(Interval, time);

    /// <summary>Counts a stream.</summary>
    /// <param name="requestId">The request's id.</param>
    /// <param name="module">The module that ended it; empty where it was none in particular.</param>
    /// <param name="reason">Why, in one word.</param>
    public void Ended(string requestId, string module, string reason)
    {
        _counter.Add(1, new KeyValuePair<string, object?>("smg.wasm.module", module), new KeyValuePair<string, object?>(ReasonTag, reason));
        if (_limiter.TryTake((module, reason), out long suppressed))
        {
            LogEnded(logger, requestId, reason, module, suppressed);
        }
    }

    [LoggerMessage(
        10,
        LogLevel.Warning,
        "The stream of request {RequestId} ended before its upstream's end: {Reason}, module '{Module}' ({Suppressed} more "
            + "since the last such line)."
    )]
    private static partial void LogEnded(ILogger logger, string requestId, string reason, string module, long suppressed);
}
