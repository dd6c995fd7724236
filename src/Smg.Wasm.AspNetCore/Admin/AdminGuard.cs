using System.Diagnostics.CodeAnalysis;

namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>
/// What every request to the admin port meets before its route: 1. the name by which it calls; 2. the page from which a browser calls; 3.
/// the key, unless the route asks for none; and what answers when a route cannot: 4. requests that break off or break HTTP's rules; 5.
/// routes and methods that there are not.
/// </summary>
internal sealed class AdminGuard(AdminHostNames hosts, AdminCredential key, ILogger logger)
{
    /// <summary>Answers a request.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "It is logged, and the client is answered.")]
    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await (Refuse(context) ?? next(context)).ConfigureAwait(false);
            await FillAsync(context).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await BadRequestAsync(context, e).ConfigureAwait(false);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            AdminLog.RequestFailed(logger, e);
            await AdminAnswer
                .ErrorAsync(
                    context,
                    StatusCodes.Status500InternalServerError,
                    "internal",
                    "The gateway failed to handle the request; its log has the reason."
                )
                .ConfigureAwait(false);
        }
    }

    private Task? Refuse(HttpContext context)
    {
        if (!hosts.Allows(context.Request.Host))
        {
            return AdminAnswer.ErrorAsync(
                context,
                StatusCodes.Status421MisdirectedRequest,
                "host_refused",
                $"The admin API does not answer to the host name '{context.Request.Host.Host}': use localhost or a loopback "
                    + "address, or start the gateway with --admin-host and that name."
            );
        }

        if (!CrossOrigin.MayChange(context.Request))
        {
            return CrossOrigin.RefuseAsync(context);
        }

        return key.IsIn(context.Request) || context.GetEndpoint()?.Metadata.GetMetadata<NoKeyNeeded>() is not null
            ? null
            : AdminAnswer.UnauthorizedAsync(context);
    }

    /// <summary>Says in words what routing says by a bare status.</summary>
    private static Task FillAsync(HttpContext context)
    {
        if (context.Response.HasStarted || context.Response.ContentLength is not null)
        {
            return Task.CompletedTask;
        }

        string request = $"{context.Request.Method} {context.Request.Path}";
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => AdminAnswer.ErrorAsync(
                context,
                StatusCodes.Status404NotFound,
                "not_found",
                $"Unknown endpoint {request}. See /openapi/v1.json for the API."
            ),
            StatusCodes.Status405MethodNotAllowed => AdminAnswer.ErrorAsync(
                context,
                StatusCodes.Status405MethodNotAllowed,
                "method_not_allowed",
                $"The endpoint {context.Request.Path} does not support {context.Request.Method}: use "
                    + $"{context.Response.Headers.Allow.ToString().Replace(",", " or", StringComparison.Ordinal)}."
            ),
            StatusCodes.Status415UnsupportedMediaType => AdminAnswer.ErrorAsync(
                context,
                StatusCodes.Status415UnsupportedMediaType,
                "unsupported_media_type",
                JsonBody.NoJson
            ),
            _ => Task.CompletedTask,
        };
    }

    private static Task BadRequestAsync(HttpContext context, BadHttpRequestException e)
    {
        (string type, string message) = e.StatusCode switch
        {
            StatusCodes.Status408RequestTimeout => ("body_timeout", "The body did not arrive in time."),
            _ => ("request_malformed", "The request's framing is not valid HTTP."),
        };
        context.Response.Headers.Connection = "close";
        return AdminAnswer.ErrorAsync(context, e.StatusCode, type, message);
    }
}

/// <summary>Marks a route that is answered without the key.</summary>
internal sealed class NoKeyNeeded;
