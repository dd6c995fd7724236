using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Smg.Wasm.AspNetCore.Errors;

/// <summary>Answers a request with a value as JSON.</summary>
internal static class JsonAnswer
{
    /// <summary>Writes the status, the fields and, except to HEAD, the value.</summary>
    public static Task WriteAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body).AsTask();
    }
}
