using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Admin;

/// <summary>Series of metrics live as long as their modules.</summary>
public sealed class SeriesTests
{
    [Fact]
    public async Task Series_of_a_removed_module_disappear_and_those_of_others_stay()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(context =>
        {
            context.Response.ContentType = "text/event-stream";
            return Task.CompletedTask;
        });
        using HttpClient admin = new() { BaseAddress = gateway.Host.AdminAddress };
        Guid gone = await AddAsync(gateway, "gone");
        await AddAsync(gateway, "stays");
        await gateway.Client.GetStringAsync("/");
        string[] before = await SeriesAsync(admin, "gone");
        string[] names =
        [
            "smg_gateway_module_skips_total",
            "smg_wasm_compile_duration_seconds_count",
            "smg_wasm_execution_duration_seconds_count",
        ];
        Assert.All(names, name => Assert.Contains(before, line => line.StartsWith(name + "{", StringComparison.Ordinal)));

        Assert.Equal(200, (int)(await admin.DeleteAsync($"/wasm/{gone}")).StatusCode);
        Assert.Empty(await SeriesAsync(admin, "gone"));
        Assert.Equal(before.Length, (await SeriesAsync(admin, "stays")).Length);

        // One that comes back under the name begins at zero.
        await AddAsync(gateway, "gone");
        await gateway.Client.GetStringAsync("/");
        Assert.Contains("smg_gateway_module_skips_total{module=\"gone\",reason=\"stream\"} 1", await SeriesAsync(admin, "gone"));
    }

    [Fact]
    public async Task A_registration_that_was_refused_leaves_no_series()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(TestUpstream.EchoAsync);
        using HttpClient admin = new() { BaseAddress = gateway.Host.AdminAddress };
        RegistrationResult result = await gateway.Host.Modules.RegisterBytesAsync(
            new ModuleRegistration("refused", [AttachPoint.OnRequest]),
            Guests.Traps.Bytes.ToArray()
        );
        Assert.False(result.Succeeded);
        Assert.Empty(await SeriesAsync(admin, "refused"));
    }

    private static async Task<Guid> AddAsync(TestGateway gateway, string name)
    {
        // Their bytes differ, so each is compiled.
        WasmModule module = ActionGuest.Modify(new ModifyAction { HeadersSet = [new Header("x-module", name + Guid.NewGuid())] }, name);
        RegistrationResult result = await gateway.Host.Modules.RegisterBytesAsync(
            new ModuleRegistration(name, [AttachPoint.OnRequest, AttachPoint.OnResponse])
            {
                FailurePolicy = FailurePolicy.Open,
                OnStream = StreamPolicy.Pass,
            },
            module.Bytes.ToArray()
        );
        Assert.True(result.Succeeded, result.Message);
        return result.Module!.Id;
    }

    private static async Task<string[]> SeriesAsync(HttpClient admin, string module) =>
        [
            .. (await admin.GetStringAsync("/metrics"))
                .Split('\n')
                .Where(line => line.Contains($"module=\"{module}\"", StringComparison.Ordinal)),
        ];
}
