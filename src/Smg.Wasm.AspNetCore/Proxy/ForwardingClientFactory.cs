using System.Diagnostics.Metrics;
using System.Text;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Forwarding;
using Smg.Wasm.AspNetCore.Telemetry;
using Yarp.ReverseProxy.Forwarder;

namespace Smg.Wasm.AspNetCore.Proxy;

/// <summary>
/// Makes YARP's connections to destinations what the gateway's to its upstream are: interim responses are passed on, methods are sent as
/// they came, and header bytes are what the server made of them.
/// </summary>
/// <param name="settings">How, and the application's own part of it.</param>
/// <param name="meters">What counts interim responses.</param>
/// <param name="logger">Where YARP logs that a client was made.</param>
/// <param name="pools">The server's memory, where it is a gateway's: each character of a header is one byte then. Null elsewhere: Kestrel
/// has decoded headers as UTF-8.</param>
internal sealed class ForwardingClientFactory(
    ForwardingSettings settings,
    IMeterFactory meters,
    ILogger<ForwarderHttpClientFactory> logger,
    BoundedMemoryPool.Factory? pools = null
) : ForwarderHttpClientFactory(logger)
{
    private readonly InterimTelemetry _telemetry = new(meters);
    private readonly Encoding _encoding = pools is null ? Encoding.UTF8 : Encoding.Latin1;

    /// <inheritdoc/>
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.RequestHeaderEncodingSelector ??= (_, _) => _encoding;
        handler.ResponseHeaderEncodingSelector ??= (_, _) => _encoding;
        settings.Configure?.Invoke(context, handler);
        Func<SocketsHttpPlaintextStreamFilterContext, CancellationToken, ValueTask<Stream>>? given = handler.PlaintextStreamFilter;
        handler.PlaintextStreamFilter = async (connection, cancellationToken) =>
            UpstreamStreams.Filter(
                given is null ? connection.PlaintextStream : await given(connection, cancellationToken).ConfigureAwait(false),
                connection.NegotiatedHttpVersion,
                settings.HeadInterimTimeout,
                isExact: true
            );
    }

    /// <inheritdoc/>
    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) =>
        new ForwardingHandler(base.WrapHandler(context, handler), _telemetry);
}

/// <summary>How destinations of YARP are forwarded to.</summary>
/// <param name="Configure">Changes a cluster's handler after its configuration; null for nothing.</param>
internal sealed record ForwardingSettings(Action<ForwarderHttpClientContext, SocketsHttpHandler>? Configure)
{
    /// <summary>How long the final response to HEAD may take after an interim one: the gateway's default.</summary>
    public TimeSpan HeadInterimTimeout { get; init; } = TimeSpan.FromSeconds(1);
}
