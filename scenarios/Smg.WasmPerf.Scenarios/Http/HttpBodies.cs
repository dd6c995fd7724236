using Smg.Load.Running;
using Smg.Wasm.Modules;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>A closed model of clients whose requests have bodies of several sizes, without modules and with one.</summary>
public sealed class HttpBodies : HttpScenario
{
    private const int Clients = 4;
    private const string Guest = "auth";
    private static readonly (string Name, int Bytes)[] Bodies = [("2 KB", 2 << 10), ("64 KB", 64 << 10), ("1 MB", 1 << 20)];

    /// <inheritdoc/>
    public override string Name => "http-bodies";

    /// <inheritdoc/>
    public override string Description =>
        $"What does a module ({Guest}) cost with bodies of {string.Join(", ", Bodies.Select(body => body.Name))}?";

    private protected override async Task<IReadOnlyList<LoadResult>> MeasureAsync(
        LoadSettings settings,
        Uri upstream,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<WasmModule>[] chains =
        [
            [],
            [settings.Module ?? GuestLibrary.Load(Guest)],
        ];
        return await WithGatewaysAsync(
                settings,
                upstream,
                chains,
                async gateways =>
                {
                    List<LoadResult> results = [];
                    foreach ((string name, int bytes) in Bodies.Where(body => body.Bytes <= settings.Options.MaxBodySize))
                    {
                        ChatPayload payload = ChatPayload.Of(bytes);
                        HttpArm[] sides =
                        [
                            .. chains.Select(
                                (chain, i) =>
                                    new HttpArm(
                                        $"{name}, {(chain.Count == 0 ? NoModule : "module=" + chain[0].Name)}",
                                        Parameters(settings, chain, bytes, Clients),
                                        gateways[i].Scenario(Name, payload),
                                        during => ClosedUnlessRated(settings, Clients, during)
                                    )
                            ),
                        ];
                        await gateways[1].ProbeAsync(payload).ConfigureAwait(false);
                        results.AddRange(
                            await new InterleavedBlocks(settings, progress)
                                .RunAsync(sides, row => row.ServiceTime, cancellationToken)
                                .ConfigureAwait(false)
                        );
                    }

                    return results;
                }
            )
            .ConfigureAwait(false);
    }
}
