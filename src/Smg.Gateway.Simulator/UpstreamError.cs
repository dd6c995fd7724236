using System.Text.Json;
using Smg.Wasm.AspNetCore.Errors;

namespace Smg.Gateway.Simulator;

/// <summary>Errors of an upstream, in the API's shape.</summary>
internal static class UpstreamError
{
    public static Task AnswerAsync(HttpContext context, int status, string type, string message)
    {
        context.Response.StatusCode = status;
        return UpstreamJson.AnswerAsync(
            context,
            JsonSerializer.SerializeToUtf8Bytes(
                new GatewayError(new GatewayErrorDetail(type, message)),
                GatewayErrorContext.Default.GatewayError
            )
        );
    }
}
