namespace Smg.Gateway.Simulator;

/// <summary>An answer of JSON.</summary>
internal static class UpstreamJson
{
    /// <summary>Answers; with the head alone where only that is asked for.</summary>
    public static Task AnswerAsync(HttpContext context, byte[] json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(json).AsTask();
    }
}
