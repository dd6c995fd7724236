using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>A gateway before a <see cref="TestUpstream"/>, and a client of it.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    /// <summary>
    /// Its guests have time enough on a machine that is busy with other tests, and no process is started to compile them.
    /// </summary>
    public static readonly WasmRuntimeOptions SmallRuntime = new()
    {
        PoolSize = 16,
        ThreadPoolSize = 2,
        MaxExecutionTimeMs = 60_000,
        CompileGuard = CompileGuard.None,
    };

    private TestGateway(TestUpstream upstream, GatewayHost host)
    {
        Upstream = upstream;
        Host = host;
        Client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,

                // A client that leaves is gone at once.
                ResponseDrainTimeout = TimeSpan.Zero,
                RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1,
                ResponseHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1,
            }
        )
        {
            BaseAddress = host.Address,
            Timeout = 2 * Eventually.Limit,
        };
    }

    public TestUpstream Upstream { get; }

    public GatewayHost Host { get; }

    public HttpClient Client { get; }

    public static async Task<TestGateway> StartAsync(
        RequestDelegate upstream,
        Func<GatewayOptions, GatewayOptions>? configure = null,
        ILoggerFactory? loggers = null,
        HttpProtocols protocols = HttpProtocols.Http1
    )
    {
        TestUpstream server = await TestUpstream.StartAsync(upstream, protocols);
        GatewayOptions options = new()
        {
            Address = new Uri("http://127.0.0.1:0"),
            AdminAddress = new Uri("http://127.0.0.1:0"),
            Upstream = server.Address,
            SmgWasm = new SmgWasmOptions { Runtime = SmallRuntime },
        };
        GatewayHost host = new(configure?.Invoke(options) ?? options, loggers);
        await host.StartAsync();
        return new TestGateway(server, host);
    }

    public Task AddAsync(
        WasmModule module,
        AttachPoint attachPoint = AttachPoint.OnRequest,
        FailurePolicy policy = FailurePolicy.Closed,
        ModuleSettings? settings = null
    ) =>
        AddAsync(
            module,
            new ModuleRegistration(module.Name, [attachPoint])
            {
                FailurePolicy = policy,
                DryRun = false,
                Settings = settings ?? ModuleSettings.Default,
            }
        );

    public async Task AddAsync(WasmModule module, ModuleRegistration registration)
    {
        RegistrationResult result = await Host.Modules.RegisterBytesAsync(registration, module.Bytes.ToArray());
        Assert.True(result.Succeeded, result.Message);
    }

    /// <summary>The metrics that its admin port shows.</summary>
    public async Task<string> MetricsAsync()
    {
        using HttpClient admin = new() { BaseAddress = Host.AdminAddress };
        return await admin.GetStringAsync("/metrics");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
