using System.Net;

namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>What a chat request came to.</summary>
/// <param name="Status">The answer's status.</param>
/// <param name="HasRetryAfter">Whether the answer says when to try again.</param>
public readonly record struct ChatOutcome(int Status, bool HasRetryAfter)
{
    /// <summary>Anything but 200 is a failure by its status; a 503 also by whether it says when to come again.</summary>
    internal IResponse ToResponse() =>
        this switch
        {
            { Status: (int)HttpStatusCode.OK } => Response.Ok(),
            { Status: (int)HttpStatusCode.ServiceUnavailable, HasRetryAfter: true } => Response.Fail(statusCode: "503 with Retry-After"),
            _ => Response.Fail(statusCode: Status.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        };
}
