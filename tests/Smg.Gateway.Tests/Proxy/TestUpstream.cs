using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>A real server behind the gateway, which answers as a test wants it.</summary>
internal sealed class TestUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private TestUpstream(RequestDelegate handler, HttpProtocols protocols)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .UseUrls("http://127.0.0.1:0")
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = protocols);
                kestrel.Limits.MaxRequestBodySize = null;
                kestrel.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
                kestrel.ResponseHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
            });
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(context =>
        {
            Interlocked.Increment(ref _requests);
            return handler(context);
        });
    }

    public Uri Address => GatewayHost.AddressOf(_app);

    public int Requests => Volatile.Read(ref _requests);

    public static async Task<TestUpstream> StartAsync(RequestDelegate handler, HttpProtocols protocols = HttpProtocols.Http1)
    {
        TestUpstream upstream = new(handler, protocols);
        await upstream._app.StartAsync();
        return upstream;
    }

    /// <summary>Gives target, headers and body back.</summary>
    public static async Task EchoAsync(HttpContext context)
    {
        context.Response.Headers["x-target"] = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        context.Response.Headers["x-method"] = context.Request.Method;
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in context.Request.Headers)
        {
            context.Response.Headers["echo-" + name] = values;
        }

        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    /// <summary>Answers with a body of known length.</summary>
    public static RequestDelegate Answers(byte[] body, int status = 200, string type = "application/json") =>
        context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            context.Response.Headers["x-upstream"] = "yes";
            context.Response.ContentLength = body.Length;
            return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body).AsTask();
        };

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
