using System.Diagnostics;
using Microsoft.Extensions.Primitives;
using Smg.Wasm.AspNetCore.Targets;

namespace Smg.Wasm.AspNetCore.Telemetry;

/// <summary>
/// The spans of requests. Without a listener on the source, <c>traceparent</c> and <c>tracestate</c> pass unchanged and spans cost nothing;
/// else each request is a span in the client's trace, and modules and upstream get that span as their parent (W3C Trace Context, 3.2).
/// </summary>
public static class GatewayTracing
{
    /// <summary>The activity source's name.</summary>
    public const string Name = "Smg.Gateway";

    private static readonly ActivitySource Source = new(Name, typeof(GatewayTracing).Assembly.GetName().Version?.ToString(3) ?? "");

    /// <summary>Whether anybody wants spans.</summary>
    internal static bool IsOn => Source.HasListeners();

    /// <summary>Begins the span of a request, and makes it the parent of what follows.</summary>
    internal static Activity? Start(HttpContext context)
    {
        IHeaderDictionary headers = context.Request.Headers;
        ActivityContext parent = default;
        if (Activity.Current?.Source.HasListeners() != true)
        {
            // The server makes an activity for its own log that nobody records: as a parent it would tear the trace. What is not a
            // traceparent begins a trace.
            Activity.Current = null;
            _ = ActivityContext.TryParse(Single(headers.TraceParent), headers.TraceState.ToString(), isRemote: true, out parent);
        }

        Activity? span = Source.StartActivity("smg.gateway.request", ActivityKind.Server, parent);
        if (span?.IdFormat == ActivityIdFormat.W3C)
        {
            headers.TraceParent = span.Id;
            headers.TraceState = span.TraceStateString is { Length: > 0 } state ? state : StringValues.Empty;
        }

        return span;
    }

    /// <summary>Notes how the request ended, and ends its span.</summary>
    internal static void End(Activity? span, HttpContext context)
    {
        if (span is null)
        {
            return;
        }

        int status = context.Response.StatusCode;
        span.SetTag("http.request.method", context.Request.Method);
        span.SetTag("url.path", context.Features.Get<RequestTarget>()?.Path);
        span.SetTag("http.response.status_code", status);
        span.SetTag("smg.gateway.request_id", context.TraceIdentifier);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }

        span.Dispose();
    }

    private static string? Single(StringValues values) => values.Count == 1 ? values[0] : null;
}
