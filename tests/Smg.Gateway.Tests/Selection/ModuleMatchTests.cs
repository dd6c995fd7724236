using CsCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Smg.Gateway.Tests.Pipeline;
using Smg.Wasm.AspNetCore.Selection;
using Smg.Wasm.AspNetCore.Targets;

namespace Smg.Gateway.Tests.Selection;

/// <summary>Which requests a module sees.</summary>
public sealed class ModuleMatchTests
{
    [Theory]
    [InlineData("/admin", "/admin", true)]
    [InlineData("/admin", "/ADMIN", true)]
    [InlineData("/admin", "/admin/", true)]
    [InlineData("/admin", "/%61dmin", true)]
    [InlineData("/admin", "/x/../admin", true)]
    [InlineData("/admin", "/admin;a=b", true)]
    [InlineData("/admin", "/admin;a=b/", true)]
    [InlineData("/admin", "/administrator", false)]
    [InlineData("/admin", "/admin/users", false)]
    [InlineData("/admin/*", "/admin", true)]
    [InlineData("/admin/*", "/admin/users/1", true)]
    [InlineData("/admin/*", "/Admin;x/users", true)]
    [InlineData("/admin/*", "/administrator", false)]
    [InlineData("/*", "/", true)]
    [InlineData("/*", "/any/thing", true)]
    [InlineData("/caf\u00e9", "/caf%C3%A9", true)]
    public void A_path_fits_in_every_way_in_which_it_may_be_read(string pattern, string sent, bool fits) =>
        Assert.Equal(fits, Fits(new ModuleMatch { Paths = [pattern] }, sent));

    [Theory]
    [InlineData("/admin", "/x%2F..%2Fadmin")]
    [InlineData("/admin", "//admin")]
    [InlineData("/admin/*", "/admin%2Fusers")]
    [InlineData("/admin", "/%5Cadmin")]
    [InlineData("/a;b", "//a;b")]
    [InlineData("/a;b/*", "/a;b%2Fc")]
    [InlineData("/admin", "/ad%09min")]
    [InlineData("/admin", "/admin%1F.html")]
    public void What_the_rules_of_targets_let_pass_opens_no_way_around_a_module(string pattern, string sent)
    {
        TargetRules lenient = new()
        {
            DoubleSlash = AmbiguityRule.Pass,
            EncodedSlash = AmbiguityRule.Pass,
            EncodedControl = AmbiguityRule.Pass,
        };
        RequestTarget? target = new TargetReader(lenient).Read(sent, out _);
        Assert.True(target is null || new MatchedRequest(Request(), target).Fits(new ModuleMatch { Paths = [pattern] }));
    }

    [Fact]
    public void Every_spelling_of_a_path_that_routing_takes_for_it_fits()
    {
        Gen<string> spelled = Gen.Int[0, 2]
            .Array["admin".Length]
            .Select(ways =>
                string.Concat(
                    "admin".Select(
                        (one, i) =>
                            ways[i] switch
                            {
                                0 => one.ToString(),
                                1 => char.ToUpperInvariant(one).ToString(),
                                _ => $"%{(int)one:x2}",
                            }
                    )
                )
            );
        Gen<string> around = OneOf("", "/.", "/x/..", "/%2e", "/x/%2E%2e");
        Gen.Select(around, spelled, OneOf("", "/", ";a", "/."), (before, word, after) => $"{before}/{word}{after}")
            .Sample(path => Assert.True(Fits(new ModuleMatch { Paths = ["/admin"] }, path), path));
    }

    [Theory]
    [InlineData("api.example.org", "API.example.org:8080", true)]
    [InlineData("api.example.org", "api.example.org.", true)]
    [InlineData("*.example.org", "a.b.example.org", true)]
    [InlineData("*.example.org", "example.org", false)]
    [InlineData("*.example.org", "badexample.org", false)]
    [InlineData("*.example.org.", "a.example.org", true)]
    [InlineData("*.example.org.", "example.org", false)]
    [InlineData("api.example.org.", "api.example.org", true)]
    [InlineData("::1", "[::1]:8080", true)]
    [InlineData("[::1]", "[0:0::1]", true)]
    [InlineData("127.0.0.1", "127.0.0.1:80", true)]
    public void Hosts_fit_without_port_and_case(string pattern, string host, bool fits)
    {
        HttpRequest request = Request();
        request.Host = new HostString(host);
        Assert.Equal(fits, new MatchedRequest(request, new RequestTarget("/", "")).Fits(new ModuleMatch { Hosts = [pattern] }));
    }

    [Theory]
    [InlineData("GET", "HEAD", true)]
    [InlineData("GET", "get", true)]
    [InlineData("POST", "GET", false)]
    public void Methods_fit_as_routing_reads_them(string wanted, string method, bool fits)
    {
        HttpRequest request = Request();
        request.Method = method;
        Assert.Equal(fits, new MatchedRequest(request, new RequestTarget("/", "")).Fits(new ModuleMatch { Methods = [wanted] }));
    }

    [Fact]
    public void Of_headers_all_must_fit_by_one_of_their_values()
    {
        HttpRequest request = Request();
        request.Headers["x-tenant"] = new[] { "other", " acme " };
        ModuleMatch match = new() { Headers = new Dictionary<string, IReadOnlyList<string>> { ["X-Tenant"] = ["acme", "initech"] } };
        Assert.True(new MatchedRequest(request, new RequestTarget("/", "")).Fits(match));
        Assert.False(new MatchedRequest(request, new RequestTarget("/", "")).Fits(match with { Methods = ["DELETE"] }));
        request.Headers["x-tenant"] = "ACME";
        Assert.False(new MatchedRequest(request, new RequestTarget("/", "")).Fits(match));
    }

    [Theory]
    [InlineData("models")]
    [InlineData("/a?b")]
    [InlineData("/a%20b")]
    [InlineData("/a*b")]
    [InlineData("/a/../b")]
    [InlineData("/./b/*")]
    [InlineData("/a\\b")]
    public void A_path_that_could_not_mean_what_it_says_is_a_fault(string path) =>
        Assert.Single(
            new ModuleMatch
            {
                Paths = [path],
                Hosts = ["api.example.org"],
                Methods = ["POST"],
            }.FindFaults()
        );

    [Theory]
    [InlineData("b\u00fccher.example")]
    [InlineData("api.example.org:80")]
    [InlineData("*example.org")]
    public void A_host_that_no_request_can_carry_is_a_fault(string host) => Assert.Single(new ModuleMatch { Hosts = [host] }.FindFaults());

    [Theory]
    [InlineData("/v1/chat", true)]
    [InlineData("/app/v1/chat", true)]
    [InlineData("/app/v1/chat;x/", true)]
    [InlineData("/app/v2/chat", false)]
    public void Behind_a_path_base_a_path_fits_with_it_and_without(string sent, bool fits)
    {
        HttpRequest request = Request();
        PathString path = PathString.FromUriComponent(sent);
        bool isBelow = path.StartsWithSegments("/app", out PathString rest);
        (request.PathBase, request.Path) = isBelow ? (new PathString("/app"), rest) : (PathString.Empty, path);
        Assert.Equal(fits, new MatchedRequest(request, new RequestTarget(sent, "")).Fits(new ModuleMatch { Paths = ["/v1/chat"] }));
        Assert.Equal(
            fits && isBelow,
            new MatchedRequest(request, new RequestTarget(sent, "")).Fits(new ModuleMatch { Paths = ["/app/v1/chat"] })
        );
    }

    [Fact]
    public async Task Each_tenant_has_its_modules_by_host_and_header()
    {
        await using TestApp app = await new TestApp()
            .With("acme", Guests.RejectsWith(401), ("Match:Hosts:0", "acme.example"))
            .With("initech", Guests.RejectsWith(402), ("Match:Headers:x-tenant", "initech"), ("Match:Paths", "/v1/*"))
            .StartAsync(app => app.Run(context => context.Response.WriteAsync("passed")));
        Assert.Equal(401, await StatusAsync(app, "/", host: "ACME.example"));
        Assert.Equal(200, await StatusAsync(app, "/", host: "other.example"));
        Assert.Equal(402, await StatusAsync(app, "/V1/chat", tenant: "initech"));
        Assert.Equal(200, await StatusAsync(app, "/v2/chat", tenant: "initech"));
    }

    [Fact]
    public async Task An_endpoint_names_its_modules_and_one_that_is_missing_keeps_it_closed()
    {
        await using TestApp app = await new TestApp()
            .With("a", Guests.RejectsWith(401))
            .With("b", Guests.RejectsWith(402))
            .StartAsync(
                app =>
                {
                    app.MapGet("/all", () => "passed");
                    app.MapGet("/b", () => "passed").WithWasmModules("b");
                    app.MapGet("/none", () => "passed").WithWasmModules();
                    app.MapGet("/attribute", [WasmModules("b")] () => "passed");
                    app.MapGet("/missing", () => "passed").WithWasmModules("c");
                },
                before: app => app.UseRouting()
            );
        Assert.Equal(401, await StatusAsync(app, "/all"));
        Assert.Equal(402, await StatusAsync(app, "/b"));
        Assert.Equal(402, await StatusAsync(app, "/B/"));
        Assert.Equal(200, await StatusAsync(app, "/none"));
        Assert.Equal(402, await StatusAsync(app, "/attribute"));
        Assert.Equal(503, await StatusAsync(app, "/missing"));
        Assert.Equal(401, await StatusAsync(app, "/no-endpoint"));
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static bool Fits(ModuleMatch match, string sent)
    {
        RequestTarget target =
            new TargetReader(new TargetRules()).Read(sent, out string? error) ?? throw new InvalidOperationException(error);
        return new MatchedRequest(Request(), target).Fits(match);
    }

    private static HttpRequest Request() =>
        new DefaultHttpContext { Request = { Method = "GET", Host = new HostString("localhost") } }.Request;

    private static async Task<int> StatusAsync(TestApp app, string path, string? host = null, string? tenant = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Host = host;
        if (tenant is not null)
        {
            request.Headers.Add("x-tenant", tenant);
        }

        using HttpResponseMessage response = await app.Client.SendAsync(request);
        return (int)response.StatusCode;
    }
}
