using Smg.Wasm.AspNetCore.Targets;
using Yarp.ReverseProxy.Transforms;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Joins YARP to WebAssembly middleware.</summary>
public static class WasmReverseProxyExtensions
{
    /// <summary>
    /// Forwards the target byte for byte as the modules saw it, on routes without transforms of the path. Without this, YARP encodes the
    /// path again, which a server behind it may read in another way. Routes name their modules by <c>"Metadata": { "wasm": "auth, redact"
    /// }</c>.
    /// </summary>
    /// <param name="builder">The reverse proxy.</param>
    public static IReverseProxyBuilder AddWasmTransforms(this IReverseProxyBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddTransforms(transforms =>
            transforms.AddRequestTransform(context =>
            {
                HttpRequest request = context.HttpContext.Request;
                if (
                    context.HttpContext.Features.Get<RequestTarget>() is { } target
                    && context.Path == request.Path
                    && !request.PathBase.HasValue
                    && context.ProxyRequest.RequestUri is null
                    && Uri.TryCreate(context.DestinationPrefix, UriKind.Absolute, out Uri? prefix)
                    && prefix.AbsolutePath == "/"
                    && context.Query.QueryString == request.QueryString
                )
                {
                    context.ProxyRequest.RequestUri = target.At(prefix.GetLeftPart(UriPartial.Authority));
                }

                return ValueTask.CompletedTask;
            })
        );
    }
}
