using Smg.Wasm.AspNetCore.Proxy;
using Yarp.ReverseProxy.Transforms;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Joins YARP to WebAssembly middleware.</summary>
public static class WasmReverseProxyExtensions
{
    /// <summary>
    /// Forwards as smg-gateway does: the target byte for byte as the modules saw it, on routes without transforms of the path (without
    /// this, YARP encodes the path again, which a server behind it may read in another way); no fields that <c>Connection</c> names; fields
    /// without a value; no method in another case than it came in (501); no status that HTTP does not have (502), and no body where a
    /// status
    /// has none. Routes name their modules by <c>"Metadata": { "wasm": "auth, redact" }</c>.
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
