using Smg.Wasm.AspNetCore.Proxy;
using Yarp.ReverseProxy.Transforms;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Connects YARP with WebAssembly middleware.</summary>
public static class WasmReverseProxyExtensions
{
    /// <summary>
    /// Forwards as smg-gateway does. On routes without path transforms the target is sent byte for byte as the modules saw it (without
    /// this, YARP encodes the path again, which an upstream may read differently). Fields that <c>Connection</c> names are removed, and
    /// fields without a value are kept. A method that differs from a known one in case is refused (501), as is a status that HTTP does not
    /// have (502); a body is dropped where its status has none. Routes name their modules by <c>"Metadata": { "wasm": "auth, redact" }</c>.
    /// </summary>
    /// <param name="builder">The reverse proxy.</param>
    public static IReverseProxyBuilder AddWasmTransforms(this IReverseProxyBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddTransforms(transforms =>
        {
            transforms.AddRequestTransform(EndpointTransforms.RequestAsync);
            transforms.AddResponseTransform(EndpointTransforms.ResponseAsync);
        });
    }
}
