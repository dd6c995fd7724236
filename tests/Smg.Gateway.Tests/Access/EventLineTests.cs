using System.Text.Json;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Access;

/// <summary>What a line says of modules that see the events of a stream.</summary>
public sealed class EventLineTests
{
    private const string Stream = "data: secret\n\ndata: 2\n\ndata: 3\n\n";

    [Theory]
    [InlineData(FailurePolicy.Open, 2)]
    [InlineData(FailurePolicy.Closed, 1)]
    public async Task A_line_of_text_counts_the_events_of_each_module(FailurePolicy policy, int seen)
    {
        string line = await LineAsync(AccessLogFormat.Text, policy);
        const string Time = ":[0-9.]+ms:";
        string events = $"passed={seen},rewritten=1,dropped=0,ended=0,failed=0";
        Assert.Matches(
            $" \"marks\"@OnResponse=modify:[0-9.]+ms \"redact-events\"@OnEvent=modify{Time}{events} "
                + $"\"f\\\\u0022\"@OnEvent=Trap{Time}passed=1,rewritten=0,dropped=0,ended=0,failed=1$",
            line
        );
    }

    [Fact]
    public async Task A_line_of_JSON_counts_the_events_of_each_module()
    {
        JsonElement line = JsonSerializer.Deserialize<JsonElement>(await LineAsync(AccessLogFormat.Json, FailurePolicy.Open));
        string[] modules =
        [
            .. line.GetProperty("modules")
                .EnumerateArray()
                .Select(module =>
                    $"{module.GetProperty("name").GetString()} {module.GetProperty("at").GetString()} "
                    + $"{module.GetProperty("outcome").GetString()}"
                    + (module.TryGetProperty("events", out JsonElement events) ? " " + events.GetRawText() : "")
                ),
        ];
        Assert.Equal(
            [
                "marks OnResponse modify",
                """redact-events OnEvent modify {"passed":2,"rewritten":1,"dropped":0,"ended":0,"failed":0}""",
                """f" OnEvent Trap {"passed":1,"rewritten":0,"dropped":0,"ended":0,"failed":1}""",
            ],
            modules
        );
        Assert.All(
            line.GetProperty("modules").EnumerateArray(),
            module => Assert.InRange(module.GetProperty("duration_ms").GetDouble(), 0, line.GetProperty("duration_ms").GetDouble())
        );
    }

    [Fact]
    public async Task A_module_that_cannot_start_is_named_with_its_failure()
    {
        using TestOutput output = new();
        await using TestGateway gateway = await StartAsync(
            output,
            AccessLogFormat.Json,
            options => options.Change(() => options.SmgWasm.Runtime = TestGateway.SmallRuntime with { MaxStreams = 1 })
        );
        await gateway.AddAsync(BuiltGuests.Load("redact-events"), new ModuleRegistration("first", [AttachPoint.OnEvent]));
        await gateway.AddAsync(
            EventGuest.First(EventGuest.Pass).ToModule("second"),
            new ModuleRegistration("second", [AttachPoint.OnEvent])
        );
        using HttpResponseMessage answer = await gateway.Client.GetAsync("/");
        Assert.Equal(502, (int)answer.StatusCode);
        await gateway.Host.StopAsync();
        JsonElement second = JsonSerializer.Deserialize<JsonElement>(Assert.Single(output.Lines)).GetProperty("modules")[1];
        Assert.Equal(
            ("second", "streams_full", 1),
            (
                second.GetProperty("name").GetString(),
                second.GetProperty("outcome").GetString(),
                second.GetProperty("events").GetProperty("failed").GetInt32()
            )
        );
    }

    private static async Task<string> LineAsync(AccessLogFormat format, FailurePolicy policy)
    {
        using TestOutput output = new();
        await using TestGateway gateway = await StartAsync(output, format);
        WasmModule marks = ActionGuest.Modify(new ModifyAction { HeadersSet = [new Header("x-seen", "1")] }, "marks");
        await gateway.AddAsync(marks, new ModuleRegistration("marks", [AttachPoint.OnResponse]) { NeedsBody = false, DryRun = false });
        await gateway.AddAsync(BuiltGuests.Load("redact-events"), new ModuleRegistration("redact-events", [AttachPoint.OnEvent]));
        await gateway.AddAsync(
            EventGuest.Second("unreachable").ToModule("f\""),
            new ModuleRegistration("f\"", [AttachPoint.OnEvent]) { FailurePolicy = policy, DryRun = false }
        );
        string body = await gateway.Client.GetStringAsync("/");
        Assert.StartsWith("data: ******\n\n", body, StringComparison.Ordinal);
        await gateway.Host.StopAsync();
        return Assert.Single(output.Lines);
    }

    private static Task<TestGateway> StartAsync(
        TestOutput output,
        AccessLogFormat format,
        Func<GatewayOptions, GatewayOptions>? configure = null
    ) =>
        TestGateway.StartAsync(
            TestUpstream.Answers(System.Text.Encoding.ASCII.GetBytes(Stream), type: "text/event-stream"),
            options =>
                (configure?.Invoke(options) ?? options) with
                {
                    AccessLog = new AccessLogOptions { Output = output, Format = format },
                }
        );
}
