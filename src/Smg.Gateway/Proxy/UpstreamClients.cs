using System.Net;
using System.Net.Security;
using System.Text;

namespace Smg.Gateway.Proxy;

/// <summary>The connections to the upstream.</summary>
/// <param name="upstream">Its address, by whose name its certificate is checked.</param>
internal sealed class UpstreamClients(Uri upstream) : IDisposable
{
    private readonly HttpMessageInvoker _all = new(Handler(upstream), disposeHandler: true);
    private readonly HttpMessageInvoker _exact = new(ExactMethod.Unmark(Handler(upstream)), disposeHandler: true);

    /// <summary>The client for requests of a method.</summary>
    /// <param name="method">The method as it was received.</param>
    public HttpMessageInvoker For(string method) => ExactMethod.IsVariant(method) ? _exact : _all;

    /// <inheritdoc/>
    public void Dispose()
    {
        _all.Dispose();
        _exact.Dispose();
    }

    private static SocketsHttpHandler Handler(Uri upstream) => new()
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
    };
}
