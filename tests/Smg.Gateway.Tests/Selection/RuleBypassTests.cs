using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Smg.Gateway.Tests.Pipeline;
using Smg.Gateway.Tests.Proxy;

namespace Smg.Gateway.Tests.Selection;

/// <summary>
/// Whatever way a request is spelled in, it does not reach what a rule guards without the module: in front of minimal APIs, MVC and YARP,
/// over raw sockets.
/// </summary>
[Trait("Category", "Hostile")]
public sealed class RuleBypassTests
{
    private const string Reached = "GUARDED";

    private static readonly string[] Paths =
    [
        "/v1/chat",
        "/V1/Chat",
        "/v1/chat/",
        "/v1/chat?x=1",
        "/v1/chat/?",
        "/%76%31/chat",
        "/v1%2fchat",
        "/v1%2Fchat",
        "/v1%252fchat",
        "/v1%5cchat",
        "/v1\\chat",
        "//v1/chat",
        "/v1//chat",
        "/v1/chat//",
        "/./v1/chat",
        "/v1/./chat",
        "/x/../v1/chat",
        "/v1/x/../chat",
        "/v1/chat/.",
        "/v1/chat/x/..",
        "/v1/%2e/chat",
        "/x/%2e%2e/v1/chat",
        "/x%2f..%2fv1/chat",
        "/x/..;/v1/chat",
        "/x/..%3b/v1/chat",
        "/v1;a=b/chat",
        "/v1/chat;a=b",
        "/v1/chat;/",
        "/;a/v1/chat",
        "/v1/chat%3ba",
        "/v1/chat%20",
        "/v1/chat%00",
        "/v1/chat%09",
        "/v1/chat#",
        "/app/v1/chat",
        "/APP/v1/chat/",
        "/app//v1/chat",
        "/app/../app/v1/chat",
        "/app/v1%2fchat",
        "/app/v1;x/chat",
        "/app/app/v1/chat",
    ];

    [Theory]
    [InlineData("minimal", false)]
    [InlineData("minimal", true)]
    [InlineData("mvc", false)]
    [InlineData("mvc", true)]
    [InlineData("yarp", false)]
    [InlineData("yarp", true)]
    public async Task No_spelling_of_a_path_reaches_it_without_its_module(string kind, bool isLenient)
    {
        await using TestApp? upstream =
            kind == "yarp" ? await new TestApp().StartAsync(_ => { }, before: app => app.Run(TolerantAsync)) : null;
        await using TestApp app = await StartAsync(kind, isLenient, upstream?.Address, ("Match:Paths:0", "/v1/chat"));
        Assert.Equal(401, await StatusAsync(app, "/v1/chat"));
        Assert.Equal(200, await StatusAsync(app, "/open"));
        string port = app.Address.Port.ToString(CultureInfo.InvariantCulture);
        List<string> bypasses = [];
        foreach (string path in Paths.Concat(Paths.Select(path => $"http://127.0.0.1:{port}{path}")))
        {
            string answer = await RawUpstream.SendRawAsync(
                app.Address,
                $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
            );
            if (answer.Contains(Reached, StringComparison.Ordinal))
            {
                bypasses.Add(path);
            }
        }

        Assert.Empty(bypasses);
    }

    [Theory]
    [InlineData("minimal")]
    [InlineData("yarp")]
    public async Task No_spelling_of_a_host_reaches_its_endpoint_without_its_module(string kind)
    {
        await using TestApp? upstream =
            kind == "yarp" ? await new TestApp().StartAsync(_ => { }, before: app => app.Run(TolerantAsync)) : null;
        await using TestApp app = await StartAsync(
            kind,
            isLenient: true,
            upstream?.Address,
            ("Match:Hosts:0", "acme.example"),
            host: "acme.example"
        );
        List<string> bypasses = [];
        int refused = 0;
        foreach (
            string head in new[]
            {
                "GET /v1/chat HTTP/1.1\r\nHost: acme.example\r\n",
                "GET /v1/chat HTTP/1.1\r\nHost: ACME.Example\r\n",
                "GET /v1/chat HTTP/1.1\r\nHost: acme.example:80\r\n",
                "GET /v1/chat HTTP/1.1\r\nHost: acme.example:\r\n",
                "GET /v1/chat HTTP/1.1\r\nHost: acme.example.\r\n",
                "GET /v1/chat HTTP/1.1\r\nHost: acme.example.:80\r\n",
                "GET /v1/chat HTTP/1.1\r\nHost:  acme.example \r\n",
                "GET /v1/chat HTTP/1.1\r\nHost: acme.example\r\nHost: other.example\r\n",
                "GET /v1/chat HTTP/1.1\r\nHost: other.example\r\nHost: acme.example\r\n",
                "GET /v1/chat HTTP/1.1\r\nHost: other.example, acme.example\r\n",
                "GET /v1/chat HTTP/1.1\r\nHost: x@acme.example\r\n",
                "GET http://acme.example/v1/chat HTTP/1.1\r\nHost: other.example\r\n",
                "GET http://other.example/v1/chat HTTP/1.1\r\nHost: acme.example\r\n",
                "GET HTTP://ACME.EXAMPLE/v1/chat HTTP/1.1\r\nHost: acme.example\r\n",
                "GET http://acme.example:80/v1/chat HTTP/1.1\r\nHost: acme.example\r\n",
                "GET http://x@acme.example/v1/chat HTTP/1.1\r\nHost: acme.example\r\n",
                "GET /v1/chat HTTP/1.1\r\nHost: other.example\r\nX-Forwarded-Host: acme.example\r\n",
                "GET /v1/chat HTTP/1.0\r\nHost: acme.example\r\n",
                "GET http://acme.example/v1/chat HTTP/1.0\r\n",
            }
        )
        {
            string answer = await RawUpstream.SendRawAsync(app.Address, $"{head}Connection: close\r\n\r\n");
            refused += answer.StartsWith("HTTP/1.1 401", StringComparison.Ordinal) ? 1 : 0;
            if (answer.Contains(Reached, StringComparison.Ordinal))
            {
                bypasses.Add(head);
            }
        }

        Assert.Empty(bypasses);
        Assert.InRange(refused, 6, 19);
    }

    /// <summary>Starts an application whose one module rejects what its rule fits, behind a PathBase.</summary>
    private static Task<TestApp> StartAsync(string kind, bool isLenient, Uri? upstream, (string, string) rule, string? host = null)
    {
        TestApp made = new TestApp().With("guard", Guests.RejectsWith(401), rule);
        if (isLenient)
        {
            made.Settings["Targets:EncodedSlash"] = "Pass";
            made.Settings["Targets:DoubleSlash"] = "Pass";
            made.Settings["Targets:EncodedControl"] = "Pass";
        }

        return made.StartAsync(
            app => Map(app, kind, host),
            before: app =>
            {
                app.UsePathBase("/app");
                app.UseRouting();
            },
            services: builder => Add(builder, kind, upstream, host)
        );
    }

    private static void Add(WebApplicationBuilder builder, string kind, Uri? upstream, string? host)
    {
        if (kind == "mvc")
        {
            builder.Services.AddControllers().AddApplicationPart(typeof(GuardedController).Assembly);
        }

        if (kind != "yarp")
        {
            return;
        }

        builder.WebHost.UseSmgGatewayDefaults();
        new ProxyRoute(upstream!) { Host = host }
            .AddTo(builder)
            .AddWasmForwarding();
    }

    private static void Map(WebApplication app, string kind, string? host)
    {
        switch (kind)
        {
            case "yarp":
                app.MapReverseProxy();
                return;
            case "mvc":
                app.MapControllers();
                break;
            default:
                RouteHandlerBuilder guarded = app.MapGet("/v1/chat", () => Reached);
                if (host is not null)
                {
                    guarded.RequireHost(host);
                }

                break;
        }

        app.MapFallback("/{**any}", () => "open");
    }

    /// <summary>A server that reads a target as leniently as any does.</summary>
    private static Task TolerantAsync(HttpContext context)
    {
        string raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        string decoded = Uri.UnescapeDataString(Uri.UnescapeDataString(raw.Split('?', '#')[0])).Replace('\\', '/');
        string path = string.Concat(decoded.Where(letter => !char.IsControl(letter)));
        List<string> segments = [];
        foreach (string segment in path.Split('/').Select(one => one.Split(';')[0]))
        {
            if (segment == ".." && segments.Count > 0)
            {
                segments.RemoveAt(segments.Count - 1);
            }
            else if (segment is not ("" or "." or ".."))
            {
                segments.Add(segment.ToUpperInvariant());
            }
        }

        return context.Response.WriteAsync(segments is ["V1", "CHAT"] ? Reached : "open");
    }

    private static async Task<int> StatusAsync(TestApp app, string path)
    {
        using HttpResponseMessage response = await app.Client.GetAsync(path);
        return (int)response.StatusCode;
    }
}

/// <summary>An action that a rule guards.</summary>
[ApiController]
public sealed class GuardedController : ControllerBase
{
    [HttpGet("/v1/chat")]
    public string Get() => "GUARDED";
}
