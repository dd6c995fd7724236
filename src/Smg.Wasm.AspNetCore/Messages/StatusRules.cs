namespace Smg.Wasm.AspNetCore.Messages;

/// <summary>What HTTP allows with a status (RFC 9110, 15).</summary>
internal static class StatusRules
{
    /// <summary>Whether an upstream's status can go out: 101, or a final one. Other informational ones never arrive here.</summary>
    public static bool CanBeForwarded(int status) => status is StatusCodes.Status101SwitchingProtocols or (>= 200 and <= 599);

    /// <summary>Whether an answer of this status has a body.</summary>
    public static bool AllowsBody(int status) =>
        status is not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified);

    /// <summary>
    /// Makes the length of an answer without a body true: 205 says 0, 204 says nothing, 304 may repeat the length of what it spares.
    /// </summary>
    public static void SetBodylessLength(HttpResponse response)
    {
        if (response.StatusCode != StatusCodes.Status304NotModified)
        {
            response.ContentLength = response.StatusCode == StatusCodes.Status205ResetContent ? 0 : null;
        }
    }
}
