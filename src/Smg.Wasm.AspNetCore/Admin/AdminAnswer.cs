using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Smg.Wasm.AspNetCore.Errors;

namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>Writes the answers of the admin API.</summary>
internal static class AdminAnswer
{
    /// <summary>How values are written: as texts that people can read, for the answers are never part of a page.</summary>
    public static AdminJson Types { get; } =
        new(new JsonSerializerOptions(AdminJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>An answer in JSON.</summary>
    public static Task JsonAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type) =>
        JsonAnswer.WriteAsync(context, status, value, type);

    /// <summary>An error.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="type">A name for programs.</param>
    /// <param name="message">What is wrong and what to do.</param>
    public static Task ErrorAsync(HttpContext context, int status, string type, string message) =>
        JsonAsync(context, status, new GatewayError(new GatewayErrorDetail(type, message)), Types.GatewayError);

    /// <summary>Refuses a request without the key.</summary>
    public static Task UnauthorizedAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"smg-gateway\"";
        return ErrorAsync(
            context,
            StatusCodes.Status401Unauthorized,
            "unauthorized",
            "Send the admin key as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'."
        );
    }
}
