using System.Net.Http.Headers;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Forwarding;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.AspNetCore.Pipeline;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Proxy;

/// <summary>Takes an upstream's response through the modules that look at responses.</summary>
/// <param name="shared">What all responses share.</param>
/// <param name="modules">The modules of the request.</param>
internal sealed class ModuleTransformer(ResponseModules shared, ModuleSnapshot modules) : UpstreamTransformer(shared.KeepsHost)
{
    /// <inheritdoc/>
    public override ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext,
        HttpResponseMessage? proxyResponse,
        CancellationToken cancellationToken
    )
    {
        if (proxyResponse is null || !StatusRules.CanBeForwarded((int)proxyResponse.StatusCode) || !TransferCoding.IsUndone(proxyResponse))
        {
            return base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        }

        AccessEntry.Of(httpContext)?.Answer();
        proxyResponse.Headers.Remove("Trailer");
        return new ResponseRun(shared, modules, httpContext, new UpstreamResponse(proxyResponse, this)).RunAsync();
    }

    /// <summary>Trailers come after the modules have decided: they are dropped.</summary>
    public override ValueTask TransformResponseTrailersAsync(
        HttpContext httpContext,
        HttpResponseMessage proxyResponse,
        CancellationToken cancellationToken
    ) => ValueTask.CompletedTask;

    /// <summary>A module of requests may have put back what would keep a response from those of responses.</summary>
    protected override void OnRequest(HttpRequestMessage request)
    {
        request.Headers.Remove("Range");
        request.Headers.Remove("If-Range");
        if (request.Headers.NonValidated.TryGetValues("Accept-Encoding", out HeaderStringValues values))
        {
            string given = string.Join(", ", values);
            string reduced = ResponseFields.ReduceCodings(given);
            if (!string.Equals(given, reduced, StringComparison.Ordinal))
            {
                request.Headers.Remove("Accept-Encoding");
                request.Headers.TryAddWithoutValidation("Accept-Encoding", reduced);
            }
        }
    }
}
