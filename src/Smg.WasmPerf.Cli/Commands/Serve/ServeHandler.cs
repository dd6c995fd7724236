using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Smg.Gateway.Simulator;
using Smg.Wasm.AspNetCore.Hosting;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Cli.Commands.Serve;

/// <summary>Runs an upstream and a gateway before it, until it is asked to end.</summary>
internal sealed class ServeHandler(RunConsole console)
{
    /// <summary>Requests that still run after it are cut off.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public async Task<int> RunAsync(ServePlan plan, CancellationToken cancellationToken)
    {
        using ILoggerFactory loggers = GatewayLogging.Create();
        await using UpstreamHost? upstream = plan.UpstreamAddress is null
            ? null
            : new UpstreamHost(plan.UpstreamAddress, plan.Upstream, loggers);
        if (upstream is not null)
        {
            await StartAsync(upstream.StartAsync(cancellationToken), "--upstream-port").ConfigureAwait(false);
        }

        await using GatewayHost gateway = new(upstream is null ? plan.Gateway : plan.Gateway with { Upstream = upstream.Address }, loggers);
        foreach (ServedModule module in plan.Modules)
        {
            await module.RegisterAsync(gateway.Modules, cancellationToken).ConfigureAwait(false);
        }

        await StartAsync(gateway.StartAsync(cancellationToken), "--port and --admin-port").ConfigureAwait(false);
        Tell(gateway, isOurs: upstream is not null);
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        console.Line("stopping");
        using CancellationTokenSource grace = new(Grace);
        await gateway.StopAsync(grace.Token).ConfigureAwait(false);
        await (upstream?.StopAsync(grace.Token) ?? Task.CompletedTask).ConfigureAwait(false);
        return ExitCode.Passed;
    }

    /// <summary>Starts a server; an address that cannot be used is reported in one line.</summary>
    private static async Task StartAsync(Task start, string options)
    {
        try
        {
            await start.ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new InvalidOperationException($"{e.Message.TrimEnd('.')}. Choose other ports with {options}");
        }
    }

    private void Tell(GatewayHost gateway, bool isOurs)
    {
        string chat = $"{gateway.Address}v1/chat/completions";
        string key = $"-H 'authorization: Bearer {SampleMessages.ApiKey}'";
        string auth = Path.Combine(GuestLibrary.Folder, "auth", "auth.wasm");
        string registration =
            $$$"""{"modules":[{"name":"auth","file_path":"{{{auth}}}","module_type":"Middleware","attach_points":["""
            + $$$"""{"Middleware":"OnRequest"}]}]}""";
        string[] lines =
        [
            $"clients   {gateway.Address}",
            $"admin     {gateway.AdminAddress}wasm, {gateway.AdminAddress}metrics, {gateway.AdminAddress}openapi/v1.json",
            $"upstream  {gateway.Options.UpstreamText}{(isOurs ? "" : "  (not started here)")}",
            .. gateway.Modules.List().Select(module => $"module    {module.Module.Name} at {string.Join(" and ", module.AttachPoints)}"),
            .. GatewayPosture.Of(gateway).Select(line => $"posture   {line}"),
            "try",
            $"  curl -X POST {gateway.AdminAddress}wasm -H 'content-type: application/json' -d '{registration}'",
            $"  curl -i {chat} -d '{{}}'     # 401 as soon as auth is registered",
            $"  curl -i {key} {chat} -d '{{\"messages\":[{{\"role\":\"user\",\"content\":\"hello\"}}]}}'",
            $"  curl -N {key} '{chat}?token-interval=200' -d '{{\"stream\":true}}'",
            $"  curl -i {key} '{chat}?error-rate=1&error-status=429' -d '{{}}'",
            $"  curl -i {gateway.Address}echo -d 'anything'",
            "Press Ctrl-C to stop.",
        ];
        Array.ForEach(lines, console.Line);
    }
}
