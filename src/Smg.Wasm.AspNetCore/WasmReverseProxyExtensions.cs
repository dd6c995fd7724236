using Smg.Wasm.AspNetCore.Proxy;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Connects YARP with WebAssembly middleware.</summary>
public static class WasmReverseProxyExtensions
{
    /// <summary>
    /// Forwards as smg-gateway does. It adds <see cref="AddWasmTransforms"/>, and makes the connections to destinations what the gateway's
    /// are: interim responses (1xx) are passed on, and where the final response to HEAD does not follow one within a second, the client
    /// gets 504; a method in another case goes on as it came (501 where the connection may speak HTTP/2 alone); header bytes go on as the
    /// server read them, without <c>RequestHeaderEncoding</c> and <c>ResponseHeaderEncoding</c> of the cluster, which win where they are
    /// set; TRACE and OPTIONS count <c>Max-Forwards</c> down.
    /// </summary>
    /// <param name="builder">The reverse proxy.</param>
    /// <param name="configure">Changes the handler of a cluster's connections, in place of YARP's <c>ConfigureHttpClient</c>, which would
    /// undo this. Defaults to nothing.</param>
    /// <exception cref="InvalidOperationException">Another <see cref="IForwarderHttpClientFactory"/> is registered; where that happens
    /// after this call, thrown when routes are built.</exception>
    public static IReverseProxyBuilder AddWasmForwarding(
        this IReverseProxyBuilder builder,
        Action<ForwarderHttpClientContext, SocketsHttpHandler>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ServiceDescriptor? other = builder.Services.LastOrDefault(service => service.ServiceType == typeof(IForwarderHttpClientFactory));
        if (
            other is not null
            && other.ImplementationType != typeof(ForwarderHttpClientFactory)
            && other.ImplementationType != typeof(ForwardingClientFactory)
        )
        {
            throw new InvalidOperationException(EndpointTransforms.OtherFactory);
        }

        builder.Services.AddMetrics();
        builder.Services.AddSingleton(new ForwardingSettings(configure));
        builder.Services.AddSingleton<IForwarderHttpClientFactory, ForwardingClientFactory>();
        return builder.AddWasmTransforms();
    }

    /// <summary>
    /// Forwards what modules saw, over YARP's own connections; <see cref="AddWasmForwarding"/> includes this. On routes without path
    /// transforms the target is sent byte for byte (without this, YARP encodes the path again, which an upstream may read differently).
    /// Fields that <c>Connection</c> names are removed, and fields without a value are kept. A method that differs from a known one in case
    /// is refused (501), as is a status that HTTP does not have (502); a body is dropped where its status has none. Routes name their
    /// modules by <c>"Metadata": { "wasm": "auth, redact" }</c>.
    /// </summary>
    /// <param name="builder">The reverse proxy.</param>
    public static IReverseProxyBuilder AddWasmTransforms(this IReverseProxyBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.Any(service => service.ServiceType == typeof(EndpointTransforms)))
        {
            return builder;
        }

        builder.Services.AddSingleton<EndpointTransforms>(EndpointTransforms.Of);
        return builder.AddTransforms(transforms =>
        {
            EndpointTransforms endpoint = transforms.Services.GetRequiredService<EndpointTransforms>();
            transforms.AddRequestTransform(endpoint.RequestAsync);
            transforms.AddResponseTransform(EndpointTransforms.ResponseAsync);
        });
    }
}
