using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Smg.Gateway.Simulator;

/// <summary>
/// Gives back what it received: the target as <c>x-target</c>, the method as <c>x-method</c>, each header as <c>echo-NAME</c>, and the
/// body.
/// </summary>
internal static class EchoEndpoint
{
    /// <summary>Answers a request. The body stays in the server's own buffers.</summary>
    public static async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers["x-target"] = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        context.Response.Headers["x-method"] = context.Request.Method;
        foreach ((string name, StringValues values) in context.Request.Headers)
        {
            context.Response.Headers["echo-" + name] = values;
        }

        context.Response.ContentType = context.Request.ContentType;
        PipeReader body = context.Request.BodyReader;
        ReadResult read = await body.ReadAtLeastAsync(int.MaxValue, context.RequestAborted).ConfigureAwait(false);
        context.Response.ContentLength = read.Buffer.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            foreach (ReadOnlyMemory<byte> piece in read.Buffer)
            {
                await context.Response.BodyWriter.WriteAsync(piece, context.RequestAborted).ConfigureAwait(false);
            }
        }

        body.AdvanceTo(read.Buffer.End);
    }
}
