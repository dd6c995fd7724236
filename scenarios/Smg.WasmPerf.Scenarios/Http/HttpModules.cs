using Smg.Load.Running;
using Smg.Wasm.Modules;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>A closed model of clients of a gateway, without modules and with several chains of them.</summary>
public sealed class HttpModules : HttpScenario
{
    private const int Clients = 8;
    private static readonly string[][] Chains =
    [
        [],
        ["minimal"],
        ["auth"],
        ["auth", "rate-limit", "logging"],
        ["js-auth"],
    ];

    /// <inheritdoc/>
    public override string Name => "http-modules";

    /// <inheritdoc/>
    public override string Description => "How many requests a second does the gateway serve with modules, compared with none?";

    private protected override async Task<IReadOnlyList<LoadResult>> MeasureAsync(
        LoadSettings settings,
        Uri upstream,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<WasmModule>[] chains = settings.Module is { } mine
            ?
            [
                [],
                [mine],
            ]
            : [.. Chains.Select(chain => chain.Select(GuestLibrary.Load).ToArray())];
        ChatPayload payload = ChatPayload.Of(settings.BodyBytes);
        return await WithGatewaysAsync(
                settings,
                upstream,
                chains,
                async gateways =>
                {
                    List<HttpArm> sides = [];
                    for (int i = 0; i < gateways.Count; i++)
                    {
                        await gateways[i].ProbeAsync(payload).ConfigureAwait(false);
                        string configuration =
                            chains[i].Count == 0 ? NoModule : "modules=" + string.Join("+", chains[i].Select(module => module.Name));
                        sides.Add(
                            new HttpArm(
                                configuration,
                                Parameters(settings, chains[i], settings.BodyBytes, Clients),
                                gateways[i].Scenario(Name, payload),
                                during => ClosedUnlessRated(settings, Clients, during)
                            )
                        );
                    }

                    return await new InterleavedBlocks(settings, progress)
                        .RunAsync(sides, row => row.ServiceTime, cancellationToken)
                        .ConfigureAwait(false);
                }
            )
            .ConfigureAwait(false);
    }
}
