using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Smg.Gateway.Tests.Pipeline;

namespace Smg.Gateway.Tests.Catalog;

/// <summary>Modules of the configuration: at the start, when it changes, and beside those of the admin API.</summary>
public sealed class ConfiguredModulesTests
{
    private static readonly string[] Guarded = ["/guarded/*"];

    private static readonly JsonSerializerOptions AsWritten = new();

    private const string Key = "sesame-open-1234";

    [Fact]
    public async Task Every_fault_of_the_configuration_is_named_at_once_and_keeps_the_application_from_starting()
    {
        await using TestApp app = new();
        app.Settings["BodyTimeoutMs"] = "soon";
        app.Settings["Runtime:MaxExecutionTimeMs"] = "0";
        app.Settings["Runtime:MaxExecutionTime"] = "5";
        app.Settings["Targets:DoubleSlash"] = "Maybe";
        app.Settings["Modules:auth:AttachPoints"] = "OnReqest";
        app.Settings["Modules:auth:Match:Paths"] = "v1";
        app.Settings["Moduls"] = "x";
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            app.StartAsync(app => app.Run(context => Task.CompletedTask))
        );
        foreach (
            string part in new[]
            {
                "BodyTimeoutMs is 'soon'",
                "MaxExecutionTimeMs is 0",
                "MaxExecutionTime is unknown",
                "DoubleSlash is 'Maybe'",
                "'OnReqest'",
                "Modules:auth:Match:Paths has 'v1'",
                "Moduls is unknown",
                "'auth' has no Path",
            }
        )
        {
            Assert.Contains(refused.Failures, fault => fault.Contains(part, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_module_that_is_refused_keeps_the_application_from_starting()
    {
        await using TestApp app = new TestApp().With("broken", Guests.Continues);
        app.WriteFile("broken.wasm", [1, 2, 3]);
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            app.StartAsync(app => app.Run(context => Task.CompletedTask))
        );
        Assert.Contains("'broken'", refused.Failures.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_takes_effect_as_a_whole()
    {
        await using TestApp app = await StartAsync(new TestApp().With("a", Guests.RejectsWith(401)));
        Assert.Equal(401, await StatusAsync(app));
        app.With("a", Guests.RejectsWith(403));
        app.Reload();
        await Eventually.UntilAsync(async () => await StatusAsync(app) == 403);
        app.Settings.Keys.Where(key => key.StartsWith("Modules:a:", StringComparison.OrdinalIgnoreCase))
            .ToList()
            .ForEach(key => app.Settings.Remove(key));

        // Modules that are gone without a word may be a file that cannot be read.
        app.Reload();
        await Eventually.UntilAsync(async () => (await ReasonsAsync(app)).Count > 0);
        Assert.Equal(403, await StatusAsync(app));
        app.Settings["Modules"] = "";
        app.Reload();
        await Eventually.UntilAsync(async () => await StatusAsync(app) == 200);
        Assert.Empty(await ReasonsAsync(app));
    }

    [Theory]
    [InlineData("module")]
    [InlineData("option")]
    public async Task A_change_that_is_refused_keeps_all_old_modules_and_readiness_says_so_until_it_is_mended(string what)
    {
        await using TestApp app = await StartAsync(new TestApp().With("a", Guests.RejectsWith(401)));
        app.With("a", Guests.RejectsWith(403));
        app.With("b", Guests.Continues);
        string path = app.Settings["Modules:b:Path"]!;
        if (what == "module")
        {
            await File.WriteAllBytesAsync(path, [1, 2, 3]);
        }
        else
        {
            app.Settings["Modules:b:FailurePolicy"] = "Perhaps";
        }

        app.Reload();
        await Eventually.UntilAsync(async () => (await ReasonsAsync(app)).Count > 0);
        Assert.Equal(401, await StatusAsync(app));
        Assert.Contains(await ReasonsAsync(app), reason => reason.Contains(what == "module" ? "'b'" : "Perhaps", StringComparison.Ordinal));
        app.Settings["Modules:b:FailurePolicy"] = "Open";
        await File.WriteAllBytesAsync(path, Guests.Continues.Bytes.ToArray());
        app.Reload();
        await Eventually.UntilAsync(async () => (await ReasonsAsync(app)).Count == 0);
        Assert.Equal(403, await StatusAsync(app));
    }

    [Fact]
    public async Task A_module_that_did_not_change_is_the_same_after_a_change()
    {
        await using TestApp app = await StartAsync(new TestApp().With("a", Guests.Continues));
        string before = await IdsAsync(app);
        app.With("b", Guests.RejectsWith(403));
        app.Reload();
        await Eventually.UntilAsync(async () => await StatusAsync(app) == 403);
        Assert.StartsWith(before, await IdsAsync(app), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_configuration_wins_over_the_admin_API()
    {
        await using TestApp app = await StartAsync(new TestApp().With("a", Guests.Continues));
        string file = app.WriteFile("more.wasm", Guests.RejectsWith(403).Bytes.ToArray());
        Assert.Contains(
            "defined by the application",
            await (await AddAsync(app, "a", file)).Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        string id = (await IdsAsync(app)).Split(' ')[0];
        using HttpResponseMessage removed = await SendAsync(app, HttpMethod.Delete, $"/wasm/{id}", null);
        Assert.Equal(HttpStatusCode.Conflict, removed.StatusCode);

        // What the admin API has registered gives way to a module of that name in the configuration, and serves again without it.
        Assert.Equal(HttpStatusCode.OK, (await AddAsync(app, "b", file)).StatusCode);
        Assert.Equal(403, await StatusAsync(app));
        app.With("b", Guests.RejectsWith(418));
        app.Reload();
        await Eventually.UntilAsync(async () => await StatusAsync(app) == 418);
        app.Settings.Keys.Where(key => key.StartsWith("Modules:b:", StringComparison.OrdinalIgnoreCase))
            .ToList()
            .ForEach(key => app.Settings.Remove(key));
        app.Reload();
        await Eventually.UntilAsync(async () => await StatusAsync(app) == 403);
    }

    [Fact]
    public async Task The_configuration_wins_over_the_manifest_and_a_rule_outlives_a_restart()
    {
        string folder = Directory.CreateTempSubdirectory("smg-manifest-").FullName;
        string manifest = Path.Combine(folder, "m.json");
        string file = Path.Combine(folder, "b.wasm");
        await File.WriteAllBytesAsync(file, Guests.RejectsWith(403).Bytes.ToArray());
        TestApp first = new();
        first.Settings["ManifestPath"] = manifest;
        await using (TestApp app = await StartAsync(first))
        {
            Assert.Equal(HttpStatusCode.OK, (await AddAsync(app, "b", file, new { paths = Guarded })).StatusCode);
            Assert.Equal(200, await StatusAsync(app));
            Assert.Equal(403, await StatusAsync(app, "/guarded/x"));
        }

        TestApp second = new();
        second.Settings["ManifestPath"] = manifest;
        await using (TestApp app = await StartAsync(second))
        {
            Assert.Equal(200, await StatusAsync(app));
            Assert.Equal(403, await StatusAsync(app, "/guarded/x"));
        }

        TestApp third = new TestApp().With("b", Guests.RejectsWith(418));
        third.Settings["ManifestPath"] = manifest;
        await using (TestApp app = await StartAsync(third))
        {
            Assert.Equal(418, await StatusAsync(app, "/guarded/x"));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_damaged_manifest_holds_requests_back_until_an_operator_acknowledges_it_by_the_admin_API()
    {
        string folder = Directory.CreateTempSubdirectory("smg-manifest-").FullName;
        TestApp damaged = new();
        damaged.Settings["ManifestPath"] = Path.Combine(folder, "m.json");
        await File.WriteAllTextAsync(damaged.Settings["ManifestPath"]!, "{");
        await using (TestApp app = await StartAsync(damaged))
        {
            Assert.Equal(503, await StatusAsync(app));
            Assert.NotEmpty(await ReasonsAsync(app));
            using HttpResponseMessage acknowledged = await SendAsync(app, HttpMethod.Post, "/manifest/acknowledge", null);
            Assert.Equal(HttpStatusCode.OK, acknowledged.StatusCode);
            Assert.Equal(200, await StatusAsync(app));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_admin_API_answers_nobody_without_a_key_or_a_policy()
    {
        TestApp made = new();
        await using TestApp app = await made.StartAsync(
            app =>
            {
                app.MapWasmAdmin();
                app.MapWasmAdmin("/open").AllowAnonymous();
            },
            before: app => app.UseRouting(),
            services: builder => builder.Services.AddAuthorization()
        );
        using HttpResponseMessage refused = await app.Client.GetAsync("/wasm");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using HttpResponseMessage open = await app.Client.GetAsync("/open/wasm");
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
    }

    [Fact]
    public async Task The_applications_description_leaves_the_admin_API_out()
    {
        await using TestApp app = await new TestApp().StartAsync(
            app =>
            {
                app.MapGet("/orders", () => "orders");
                app.MapOpenApi();
                app.MapWasmAdmin();
                app.MapWasmReadiness();
            },
            services: builder => builder.Services.AddOpenApi()
        );
        using JsonDocument description = JsonDocument.Parse(await app.Client.GetStringAsync("/openapi/v1.json"));
        Assert.Equal(["/orders"], description.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name));
    }

    [Fact]
    public async Task A_policy_guards_the_admin_API()
    {
        await using TestApp app = await new TestApp().StartAsync(
            app =>
                app.MapWasmAdmin()
                    .RequireAuthorization(policy =>
                        policy.RequireAssertion(context => ((HttpContext)context.Resource!).Request.Headers.ContainsKey("x-operator"))
                    ),
            before: app => app.UseRouting().UseAuthorization(),
            services: builder =>
                builder
                    .Services.AddAuthorization()
                    .AddAuthentication("none")
                    .AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, NobodyHandler>("none", null)
        );
        using HttpResponseMessage refused = await app.Client.GetAsync("/wasm");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using HttpRequestMessage request = new(HttpMethod.Get, "/wasm");
        request.Headers.Add("x-operator", "1");
        using HttpResponseMessage listed = await app.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, listed.StatusCode);
    }

    private static Task<TestApp> StartAsync(TestApp app)
    {
        app.Settings["AdminKey"] = Key;
        return app.StartAsync(
            app =>
            {
                app.MapWasmAdmin();
                app.MapWasmReadiness();
                app.MapGet("/{**any}", () => "passed");
            },
            before: app => app.UseRouting()
        );
    }

    private static Task<HttpResponseMessage> AddAsync(TestApp app, string name, string file, object? match = null) =>
        SendAsync(
            app,
            HttpMethod.Post,
            "/wasm",
            new
            {
                modules = new[]
                {
                    new
                    {
                        name,
                        file_path = file,
                        module_type = "Middleware",
                        attach_points = new[] { new { Middleware = "OnRequest" } },
                        match,
                    },
                },
            }
        );

    private static async Task<HttpResponseMessage> SendAsync(TestApp app, HttpMethod method, string path, object? body)
    {
        using HttpRequestMessage request = new(method, path)
        {
            Content = body is null ? null : JsonContent.Create(body, options: AsWritten),
        };
        request.Headers.Add("x-api-key", Key);
        return await app.Client.SendAsync(request);
    }

    private static async Task<int> StatusAsync(TestApp app, string path = "/")
    {
        using HttpResponseMessage response = await app.Client.GetAsync(path);
        return (int)response.StatusCode;
    }

    private static async Task<IReadOnlyList<string>> ReasonsAsync(TestApp app)
    {
        using HttpResponseMessage response = await SendAsync(app, HttpMethod.Get, "/ready", null);
        using JsonDocument json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(
            json.RootElement.TryGetProperty("reasons", out JsonElement reasons),
            response.StatusCode == HttpStatusCode.ServiceUnavailable
        );
        return response.IsSuccessStatusCode ? [] : [.. reasons.EnumerateArray().Select(reason => reason.GetString()!)];
    }

    private static async Task<string> IdsAsync(TestApp app)
    {
        using HttpResponseMessage response = await SendAsync(app, HttpMethod.Get, "/wasm", null);
        using JsonDocument json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return string.Join(
            ' ',
            json.RootElement.GetProperty("modules").EnumerateArray().Select(module => module.GetProperty("module_uuid").GetString())
        );
    }

    private sealed class NobodyHandler(
        IOptionsMonitor<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions> options,
        Microsoft.Extensions.Logging.ILoggerFactory logger,
        System.Text.Encodings.Web.UrlEncoder encoder
    )
        : Microsoft.AspNetCore.Authentication.AuthenticationHandler<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions>(
            options,
            logger,
            encoder
        )
    {
        protected override Task<Microsoft.AspNetCore.Authentication.AuthenticateResult> HandleAuthenticateAsync() =>
            Task.FromResult(Microsoft.AspNetCore.Authentication.AuthenticateResult.NoResult());
    }
}
