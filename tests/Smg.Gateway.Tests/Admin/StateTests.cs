using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Prometheus;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.AspNetCore.Admin;
using Smg.Wasm.Telemetry;

namespace Smg.Gateway.Tests.Admin;

/// <summary>What the admin port tells of the gateway: life, readiness, metrics, its own description.</summary>
public sealed class StateTests(SharedAdmin shared) : IClassFixture<SharedAdmin>
{
    [Fact]
    public async Task A_gateway_that_serves_is_live_and_ready()
    {
        Assert.Equal((200, "{\"status\":\"live\"}"), await shared.Admin.SendAsync("GET", "/health"));
        Assert.Equal((200, "{\"status\":\"ready\"}"), await shared.Admin.SendAsync("GET", "/ready"));
    }

    [Fact]
    public async Task While_modules_are_restored_it_is_live_not_ready_and_takes_no_changes()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(withManifest: true);
        Guid id = await admin.AddAsync(TestAdmin.Form("auth", admin.Write(Guests.Continues, "a.wasm")));
        GatewayOptions options = admin.Host.Options;
        await admin.StopAsync();

        using CompileHold hold = new();
        await using GatewayHost host = new(options, hold);
        Task start = host.StartAsync();
        await hold.Reached.EndsAsync();
        await Eventually.UntilAsync(() => host.AdminAddress.Port > 0);
        using HttpClient client = new() { BaseAddress = host.AdminAddress };
        Assert.Equal(200, (int)(await client.GetAsync("/health")).StatusCode);
        using (HttpResponseMessage ready = await client.GetAsync("/ready"))
        {
            string body = await ready.Content.ReadAsStringAsync();
            Assert.Equal(503, (int)ready.StatusCode);
            Assert.Contains("The gateway is starting: modules of the manifest are being restored.", body, StringComparison.Ordinal);
            Assert.Contains(
                $"Module 'auth' ({id}) of the manifest is not registered: it is not restored yet",
                body,
                StringComparison.Ordinal
            );
        }

        using (HttpResponseMessage change = await client.DeleteAsync($"/wasm/{id}"))
        {
            Assert.Equal(503, (int)change.StatusCode);
            TestAdmin.Error(await change.Content.ReadAsStringAsync(), "starting");
        }

        Assert.False(start.IsCompleted);
        hold.Release();
        await start;
        Assert.Equal(200, (int)(await client.GetAsync("/ready")).StatusCode);
        Assert.Equal(id, Assert.Single(host.Modules.List()).Id);
    }

    [Fact]
    public async Task The_reasons_are_for_those_who_bring_the_key()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync(
            options => options.Change(() => options.SmgWasm.AdminKey = "sesame-open-1234"),
            withManifest: true
        );
        await admin.RestartAsync(() => File.WriteAllText(admin.ManifestPath, "{"));
        Assert.Equal((200, "{\"status\":\"live\"}"), await admin.SendAsync("GET", "/health"));
        Assert.Equal((503, "{\"status\":\"not_ready\"}"), await admin.SendAsync("GET", "/ready"));
        Assert.Equal(401, (await admin.SendAsync("GET", "/metrics")).Status);
        Assert.Equal(401, (await admin.SendAsync("GET", "/openapi/v1.json")).Status);
        admin.Client.DefaultRequestHeaders.Add("X-API-Key", "sesame-open-1234");
        (int status, string body) = await admin.SendAsync("GET", "/ready");
        Assert.Equal(503, status);
        Assert.Matches(
            "^{\"status\":\"not_ready\",\"reasons\":\\[\"The manifest was damaged and is set aside as '[^']*': register its modules again, "
                + "then acknowledge it with POST /manifest/acknowledge\\.\"\\]}$",
            body
        );
        Assert.Equal(200, (await admin.SendAsync("POST", "/manifest/acknowledge")).Status);
        Assert.Equal((200, "{\"status\":\"ready\"}"), await admin.SendAsync("GET", "/ready"));
    }

    [Fact]
    public async Task A_gateway_that_stops_says_so_and_finishes_what_it_has_begun()
    {
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestGateway gateway = await TestGateway.StartAsync(context =>
        {
            arrived.SetResult();
            return answer.Task;
        });
        using HttpClient operators = new() { BaseAddress = gateway.Host.AdminAddress };
        Task<HttpResponseMessage> request = gateway.Client.GetAsync("/");
        await arrived.Task.EndsAsync();
        Task stop = gateway.Host.StopAsync();
        using HttpResponseMessage ready = await operators.GetAsync("/ready");
        Assert.Equal(503, (int)ready.StatusCode);
        Assert.Contains("shutting down", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(stop.IsCompleted);
        answer.SetResult();
        using HttpResponseMessage response = await request;
        Assert.Equal(200, (int)response.StatusCode);
        await stop;
        await Assert.ThrowsAsync<HttpRequestException>(() => operators.GetAsync("/ready"));
    }

    [Fact]
    public async Task Metrics_are_prometheus_text_count_this_gateways_calls_and_are_in_seconds()
    {
        await using TestAdmin admin = await TestAdmin.StartAsync();
        await admin.AddAsync(TestAdmin.Form("auth", admin.Write(Guests.Rejects, "a.wasm"), more: ",\"dry_run\":false"));
        await admin.SendAsync("POST", "/wasm", $$"""{"modules":[{{TestAdmin.Form("lost", "/nowhere.wasm")}}]}""");
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(418, await admin.StatusAsync());
        }

        // A request is counted after its answer has been sent.
        const string Answered = "smg_gateway_request_duration_seconds_count{method=\"GET\",status=\"418\"}";
        await Eventually.UntilAsync(async () =>
            (await admin.Client.GetStringAsync("/metrics")).Contains($"{Answered} 3\n", StringComparison.Ordinal)
        );
        using HttpResponseMessage response = await admin.Client.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Dictionary<string, double> metrics = Parse(await response.Content.ReadAsStringAsync());
        const string Calls = "{module=\"auth\",attach_point=\"on_request\",action=\"reject\",error=\"\",operation=\"\"}";
        Assert.Equal(3, metrics["smg_wasm_execution_duration_seconds_count" + Calls]);
        Assert.Equal(
            3,
            metrics["smg_wasm_execution_duration_seconds_bucket" + Calls.Replace("}", ",le=\"+Inf\"}", StringComparison.Ordinal)]
        );
        Assert.InRange(
            metrics["smg_wasm_execution_duration_seconds_sum" + Calls] * 1e6,
            0.99 * admin.Host.Runtime.GetMetrics().TotalExecutionTimeUs,
            (1.01 * admin.Host.Runtime.GetMetrics().TotalExecutionTimeUs) + 3
        );
        Assert.Equal(1, metrics["smg_wasm_compile_duration_seconds_count{module=\"auth\",error=\"\"}"]);
        Assert.Equal(1, metrics["smg_wasm_module_registrations_total{error=\"\"}"]);
        Assert.Equal(1, metrics["smg_wasm_module_registrations_total{error=\"PathRefused\"}"]);
        Assert.Equal(3, metrics[Answered]);
        Assert.Equal((1, 1, 0), (metrics["smg_gateway_modules"], metrics["smg_gateway_ready"], metrics["smg_wasm_queue_length"]));
        Assert.True(metrics["process_cpu_seconds_total"] > 0);

        // The other gateway of this process has measured nothing of that.
        (_, string other) = await shared.Admin.SendAsync("GET", "/metrics");
        Assert.DoesNotContain(
            Parse(other).Keys,
            name => name.Contains("module=\"auth\"", StringComparison.Ordinal) || name.Contains("status=\"418\"", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Every_instrument_of_the_runtime_is_a_metric()
    {
        (_, string text) = await shared.Admin.SendAsync("GET", "/metrics");
        HashSet<string> metrics =
        [
            .. Regex.Matches(text, "^# TYPE (\\S+) ", RegexOptions.Multiline).Select(match => match.Groups[1].Value),
        ];
        List<string> instruments = [];
        using System.Diagnostics.Metrics.MeterListener listener = new();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == WasmMeter.Name && ReferenceEquals(instrument.Meter.Scope, shared.Admin.Host.Runtime))
            {
                instruments.Add(instrument.Name.Replace('.', '_'));
            }
        };
        listener.Start();
        Assert.True(instruments.Count >= 6);
        Assert.All(instruments, instrument => Assert.Contains(metrics, metric => metric.StartsWith(instrument, StringComparison.Ordinal)));
    }

    [Fact]
    public void Measuring_allocates_nothing_once_the_labels_have_been_seen()
    {
        MetricFactory factory = Metrics.WithCustomRegistry(Metrics.NewCustomRegistry());
        ExportedInstrument histogram = ExportedInstrument.Histogram(
            factory,
            "a.duration",
            "a_duration_seconds",
            "A.",
            [0.1, 1],
            1e-6,
            [("module", "module"), ("status", "status"), ("none", "none")]
        );
        ExportedInstrument counter = ExportedInstrument.Counter(factory, "b", "b_total", "B.", [("module", "module")]);
        KeyValuePair<string, object?>[] tags = [new("module", "auth"), new("status", 200), new("more", "unknown")];
        Record(3);
        Eventually.AllocatesNothing(() => Record(1000));

        void Record(int times)
        {
            for (int i = 0; i < times; i++)
            {
                histogram.Record(i, tags);
                counter.Record(i, tags);
            }
        }
    }

    [Fact]
    public async Task The_description_names_every_route_with_its_shapes_and_errors()
    {
        (int status, string body) = await shared.Admin.SendAsync("GET", "/openapi/v1.json");
        Assert.Equal(200, status);
        using JsonDocument json = JsonDocument.Parse(body);
        JsonElement root = json.RootElement;
        Assert.StartsWith("3.", root.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        string[] operations =
        [
            .. root.GetProperty("paths")
                .EnumerateObject()
                .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name} {path.Name}")),
        ];
        Assert.Equal(
            [
                "delete /wasm/{uuid}",
                "get /health",
                "get /metrics",
                "get /ready",
                "get /wasm",
                "post /manifest/acknowledge",
                "post /wasm",
                "put /wasm/{uuid}",
            ],
            operations.Order(StringComparer.Ordinal)
        );
        foreach (
            JsonElement operation in root.GetProperty("paths")
                .EnumerateObject()
                .SelectMany(path => path.Value.EnumerateObject())
                .Select(operation => operation.Value)
        )
        {
            Assert.NotEqual("", operation.GetProperty("summary").GetString());
            Assert.NotEqual("", operation.GetProperty("description").GetString());
        }

        // Whatever is referred to is there.
        JsonElement schemas = root.GetProperty("components").GetProperty("schemas");
        Assert.All(
            Regex.Matches(body, "#/components/schemas/(\\w+)").Select(match => match.Groups[1].Value),
            name => Assert.True(schemas.TryGetProperty(name, out _), name)
        );
        Assert.Equal(
            ["name", "file_path", "module_type", "attach_points"],
            schemas.GetProperty("ModuleForm").GetProperty("required").EnumerateArray().Select(name => name.GetString())
        );
        JsonElement add = root.GetProperty("paths").GetProperty("/wasm").GetProperty("post");
        Assert.Equal(
            ["200", "400", "401", "413", "415", "503"],
            add.GetProperty("responses").EnumerateObject().Select(response => response.Name)
        );
        Assert.Equal(
            2,
            add.GetProperty("responses")
                .GetProperty("400")
                .GetProperty("content")
                .GetProperty("application/json")
                .GetProperty("schema")
                .GetProperty("oneOf")
                .GetArrayLength()
        );
    }

    /// <summary>Reads Prometheus's text format: every line is a comment or a sample.</summary>
    private static Dictionary<string, double> Parse(string text)
    {
        Dictionary<string, double> metrics = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == '#')
            {
                Assert.Matches("^# (HELP|TYPE) [a-z_][a-z0-9_]* ", line);
                continue;
            }

            Match sample = Regex.Match(line, "^([a-z_][a-z0-9_]*(?:\\{(?:[a-z_]+=\"[^\"]*\",?)+\\})?) (\\S+)$");
            Assert.True(sample.Success, line);
            metrics.Add(sample.Groups[1].Value, double.Parse(sample.Groups[2].Value, CultureInfo.InvariantCulture));
        }

        return metrics;
    }
}
