using System.Text.Json;
using Smg.Wasm.AspNetCore.Errors;

namespace Smg.Gateway.Simulator;

/// <summary>Errors of an upstream, in the API's shape.</summary>
internal static class UpstreamError
{
    public static Task AnswerAsync(HttpContext context, int status, string type, string message)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            new GatewayError(new GatewayErrorDetail(type, message)),
            GatewayErrorContext.Default.GatewayError
        );
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body).AsTask();
    }
}
