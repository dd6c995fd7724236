using Microsoft.AspNetCore.Http.Features;
using Smg.Wasm.AspNetCore.Targets;

namespace Smg.Wasm.AspNetCore.Pipeline;

/// <summary>
/// Reads the target of a request for modules, rules and the endpoint alike:
/// 1. what the client sent is refused where servers read it differently; 2. the path of the request, which a middleware before may have
/// rewritten, is normalised; 3. where that changes it, for instance because empty segments are merged, the request gets the changed path,
/// so that no endpoint sees another one than the modules.
/// </summary>
/// <param name="rules">How ambiguous targets are read.</param>
internal sealed class EndpointTarget(TargetRules rules)
{
    private readonly TargetReader _reader = new(rules);

    /// <summary>Reads a request's target.</summary>
    /// <param name="context">The request.</param>
    /// <param name="error">Why it is refused; null where it is not.</param>
    /// <returns>The target; null where it is refused.</returns>
    public RequestTarget? Read(HttpContext context, out string? error)
    {
        HttpRequest request = context.Request;
        string raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        string given = request.PathBase.Value + request.Path.Value;
        string query = request.QueryString.Value ?? "";
        error = null;
        RequestTarget? sent = raw.Length == 0 ? null : _reader.Read(raw, out error);
        if (error is not null)
        {
            return null;
        }

        if (sent is not null && PathString.FromUriComponent(sent.Path).Value == given)
        {
            return sent.Query == query ? sent : sent with { Query = query };
        }

        if (_reader.Read(new PathString(given.Length == 0 ? "/" : given).ToUriComponent() + query, out error) is not { } target)
        {
            return null;
        }

        string seen = PathString.FromUriComponent(target.Path).Value!;
        if (given.Length == 0 || seen.Equals(given, StringComparison.Ordinal))
        {
            return target;
        }

        if (context.GetEndpoint() is not null || !new PathString(seen).StartsWithSegments(request.PathBase, out PathString rest))
        {
            error = "The path changes when it is normalised, and routing has chosen an endpoint by its other form.";
            return null;
        }

        request.Path = rest;
        return target;
    }
}
