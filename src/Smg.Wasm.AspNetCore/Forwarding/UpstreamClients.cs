using System.Net;
using System.Net.Security;
using System.Text;

namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>The connections to the upstream.</summary>
/// <param name="upstream">Its address, by whose name its certificate is checked.</param>
/// <param name="headInterimTimeout">How long the final response to HEAD may take after an interim one.</param>
internal sealed class UpstreamClients(Uri upstream, TimeSpan headInterimTimeout) : IDisposable
{
    private readonly HttpMessageInvoker _all = new(Handler(upstream, headInterimTimeout, isExact: false), disposeHandler: true);
    private readonly HttpMessageInvoker _exact = new(Handler(upstream, headInterimTimeout, isExact: true), disposeHandler: true);

    /// <summary>The client for requests of a method.</summary>
    /// <param name="method">The method as it was received.</param>
    public HttpMessageInvoker For(string method) => ExactMethod.IsVariant(method) ? _exact : _all;

    /// <inheritdoc/>
    public void Dispose()
    {
        _all.Dispose();
        _exact.Dispose();
    }

    private static SocketsHttpHandler Handler(Uri upstream, TimeSpan headInterimTimeout, bool isExact) =>
        new()
        {
            // The certificate is the upstream's, whatever Host the client sends.
            SslOptions = new SslClientAuthenticationOptions { TargetHost = upstream.DnsSafeHost },
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            PlaintextStreamFilter = (connection, _) =>
                ValueTask.FromResult(
                    UpstreamStreams.Filter(connection.PlaintextStream, connection.NegotiatedHttpVersion, headInterimTimeout, isExact)
                ),
        };
}
