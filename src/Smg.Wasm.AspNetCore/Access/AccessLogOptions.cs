namespace Smg.Wasm.AspNetCore.Access;

/// <summary>What the access log holds.</summary>
internal sealed record AccessLogOptions
{
    /// <summary>
    /// How it is written. Defaults to <see cref="AccessLogFormat.Off"/>: a line a request costs memory and disk that metrics do not. Nginx:
    /// <c>access_log</c>; Envoy: <c>access_log</c>.
    /// </summary>
    public AccessLogFormat Format { get; init; } = AccessLogFormat.Off;

    /// <summary>
    /// The share of requests that are logged, above 0 and at most 1. Defaults to 1, all of them. Envoy: <c>runtime_filter</c>; nginx:
    /// <c>split_clients</c> with <c>if=</c>.
    /// </summary>
    public double Sample { get; init; } = 1;

    /// <summary>
    /// Lines that wait for an output that does not take them; further ones are dropped and counted. Defaults to 8,192, some seconds of a
    /// busy gateway.
    /// </summary>
    public int QueueLength { get; init; } = 8192;

    /// <summary>Where it is written; null for standard output.</summary>
    internal Stream? Output { get; init; }
}
