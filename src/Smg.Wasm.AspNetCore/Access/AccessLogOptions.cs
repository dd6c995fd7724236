namespace Smg.Wasm.AspNetCore.Access;

/// <summary>Options of the access log.</summary>
internal sealed record AccessLogOptions
{
    /// <summary>
    /// The format. Defaults to <see cref="AccessLogFormat.Off"/>: a line per request costs memory and disk space that metrics do not.
    /// Nginx: <c>access_log</c>; Envoy: <c>access_log</c>.
    /// </summary>
    public AccessLogFormat Format { get; init; } = AccessLogFormat.Off;

    /// <summary>
    /// The share of requests that are logged, above 0 and at most 1. Defaults to 1, all of them. Envoy: <c>runtime_filter</c>; nginx:
    /// <c>split_clients</c> with <c>if=</c>.
    /// </summary>
    public double Sample { get; init; } = 1;

    /// <summary>
    /// Lines that may wait for a slow output, 1 to 1,000,000; further lines are dropped and counted. Defaults to 8,192, some seconds of a
    /// busy gateway.
    /// </summary>
    public int QueueLength { get; init; } = 8192;

    /// <summary>Where it is written; null for standard output.</summary>
    internal Stream? Output { get; init; }
}
