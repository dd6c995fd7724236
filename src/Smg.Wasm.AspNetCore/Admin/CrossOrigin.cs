namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>
/// Requests that a page of another origin makes a browser send. One without a body of JSON needs no permission of this server, and carries
/// what the browser has: the way to a loopback address, a cookie. Browsers mark them, and programs do not.
/// </summary>
internal static class CrossOrigin
{
    private const string Message =
        "A page of another origin sent this request, and the admin API accepts none that changes something from there: use curl or another "
        + "program, or a page that is served by the same host and port.";

    /// <summary>Whether a request may change something here.</summary>
    public static bool MayChange(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        {
            return true;
        }

        return request.Headers["Sec-Fetch-Site"] switch
        {
            ["same-origin" or "none"] => true,
            { Count: > 0 } => false,

            // Browsers that do not say so name the page's origin.
            _ => request.Headers.Origin.Count == 0
                || (
                    request.Headers.Origin is [{ } origin]
                    && Uri.TryCreate(origin, UriKind.Absolute, out Uri? page)
                    && page.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)
                ),
        };
    }

    /// <summary>Answers a request that may not.</summary>
    public static Task RefuseAsync(HttpContext context) =>
        AdminAnswer.ErrorAsync(context, StatusCodes.Status403Forbidden, "cross_origin", Message);
}
