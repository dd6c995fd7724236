using Microsoft.AspNetCore.Http.Features;

namespace Smg.Gateway.Proxy;

/// <summary>What a request asks for, percent-encoded as it was received.</summary>
internal static class RequestTarget
{
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>The path without the query.</summary>
    public static string PathOf(HttpRequest request)
    {
        string target = Raw(request);
        int query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? target : target[..query];
    }

    /// <summary>The address of the same at an upstream: nothing is decoded and encoded again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="destination">Scheme, host and port.</param>
    public static Uri At(HttpRequest request, string destination) => new(destination + Raw(request), AsItIs);

    /// <summary>Path and query. A target of another form, as in <c>OPTIONS *</c> or <c>GET http://host/path</c>, is put together again from its parts.</summary>
    private static string Raw(HttpRequest request)
    {
        string? raw = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        return raw is ['/', ..] ? raw : request.Path.ToUriComponent() is { Length: > 0 } path ? path + request.QueryString.ToUriComponent() : "/" + request.QueryString.ToUriComponent();
    }
}
