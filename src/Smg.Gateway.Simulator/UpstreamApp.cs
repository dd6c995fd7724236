using System.Text;
using Microsoft.AspNetCore.Connections;
using Smg.Wasm.AspNetCore.Connections;

namespace Smg.Gateway.Simulator;

/// <summary>The server behind a gateway: chat requests, the list of models, and an echo.</summary>
internal static class UpstreamApp
{
    /// <summary>Builds the server. It is not started.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="settings">How it answers.</param>
    /// <param name="loggers">Where it logs; null for nowhere.</param>
    public static WebApplication Build(Uri address, UpstreamSettings settings, ILoggerFactory? loggers)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .UseUrls(address.ToString())
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = null;
                kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
                kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
            });
        BoundedListenerFactory.AddTo(builder.Services, new ConnectionRules());
        if (loggers is not null)
        {
            builder.Services.AddSingleton(loggers);
        }

        WebApplication app = builder.Build();
        ChatEndpoint chat = new(settings);
        app.Run(context => AnswerAsync(context, chat));
        return app;
    }

    private static async Task AnswerAsync(HttpContext context, ChatEndpoint chat)
    {
        try
        {
            await RouteAsync(context, chat).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client is gone, or sent a malformed body.
            context.Abort();
        }
    }

    private static Task RouteAsync(HttpContext context, ChatEndpoint chat) =>
        (context.Request.Path.Value, context.Request.Method) switch
        {
            ("/v1/chat/completions", "POST") => chat.HandleAsync(context),
            ("/v1/chat/completions", _) => UpstreamError.AnswerAsync(
                context,
                StatusCodes.Status405MethodNotAllowed,
                "invalid_request_error",
                "Use POST."
            ),
            ("/v1/models", "GET" or "HEAD") => ModelsAsync(context),
            ("/v1/models", _) => UpstreamError.AnswerAsync(
                context,
                StatusCodes.Status405MethodNotAllowed,
                "invalid_request_error",
                "Use GET."
            ),
            ("/echo", _) => EchoEndpoint.HandleAsync(context),
            _ => UpstreamError.AnswerAsync(
                context,
                StatusCodes.Status404NotFound,
                "invalid_request_error",
                "Unknown path. The simulated upstream has /v1/chat/completions, /v1/models and /echo."
            ),
        };

    private static Task ModelsAsync(HttpContext context) =>
        UpstreamJson.AnswerAsync(
            context,
            Encoding.UTF8.GetBytes(
                $$"""{"object":"list","data":[{"id":"{{ChatRequest.DefaultModel}}","object":"model","created":0,"owned_by":"smg"}]}"""
            )
        );
}
