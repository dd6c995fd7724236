using Smg.Gateway.Simulator;
using Smg.Load.Running;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>
/// Clients whose answers come a token at a time, without modules, with one that lets streams pass, and with the same one called for each
/// event.
/// </summary>
public sealed class HttpEvents : HttpScenario
{
    private const int Clients = 16;
    private const int Tokens = 10;
    private const int TokenIntervalMs = 4;
    private const string Guest = "redact-events";

    /// <inheritdoc/>
    public override string Name => "http-events";

    /// <inheritdoc/>
    public override string Description =>
        $"When does the first token come with a module ({Guest}) that sees each event (on_stream: events), with one that lets "
        + $"streams pass, and without?";

    private protected override UpstreamSettings Upstream => new() { Tokens = Tokens, TokenIntervalMs = TokenIntervalMs };

    private protected override async Task<IReadOnlyList<LoadResult>> MeasureAsync(
        LoadSettings settings,
        Uri upstream,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        WasmModule module = GuestLibrary.Load(Guest);
        (string Name, (WasmModule, ModuleRegistration)[] Modules)[] sides =
        [
            (NoModule, []),
            ("on_stream=pass", [(module, Registration(module, StreamPolicy.Pass))]),
            ("on_stream=events", [(module, Registration(module, StreamPolicy.Events))]),
        ];
        ChatPayload payload = ChatPayload.Of(settings.BodyBytes, isStream: true);
        return await WithGatewaysAsync(
                settings,
                upstream,
                [.. sides.Select(side => side.Modules)],
                async gateways =>
                {
                    await gateways[^1].ProbeAsync(payload).ConfigureAwait(false);
                    HttpArm[] rows =
                    [
                        .. sides.Select(
                            (side, i) =>
                                new HttpArm(
                                    side.Name,
                                    Parameters(settings, side.Modules.Length == 0 ? [] : [module], settings.BodyBytes, Clients),
                                    gateways[i].StreamScenario(Name, HttpStreaming.FirstToken, payload),
                                    during => ClosedUnlessRated(settings, Clients, during)
                                )
                        ),
                    ];
                    return await new InterleavedBlocks(settings, progress)
                        .RunAsync(rows, HttpStreaming.TimeOfFirstToken, cancellationToken)
                        .ConfigureAwait(false);
                }
            )
            .ConfigureAwait(false);
    }

    private static ModuleRegistration Registration(WasmModule module, StreamPolicy policy) =>
        new(module.Name, [AttachPoint.OnResponse]) { OnStream = policy, DryRun = false };
}
