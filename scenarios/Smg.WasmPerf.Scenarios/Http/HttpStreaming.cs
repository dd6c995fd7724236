using Smg.Gateway.Simulator;
using Smg.Load.Histograms;
using Smg.Load.Running;
using Smg.Wasm.Modules;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>Clients whose answers come a token at a time, without modules and with one on requests.</summary>
public sealed class HttpStreaming : HttpScenario
{
    private const int Clients = 16;
    private const int Tokens = 10;
    private const int TokenIntervalMs = 4;
    private const string Guest = "auth";

    /// <summary>The step whose time <see cref="TimeOfFirstToken"/> reads.</summary>
    internal const string FirstToken = "first token";

    /// <inheritdoc/>
    public override string Name => "http-streaming";

    /// <inheritdoc/>
    public override string Description => $"When does the first token of a stream come, with a module ({Guest}) and without?";

    private protected override UpstreamSettings Upstream => new() { Tokens = Tokens, TokenIntervalMs = TokenIntervalMs };

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
        ChatPayload payload = ChatPayload.Of(settings.BodyBytes, isStream: true);
        return await WithGatewaysAsync(
                settings,
                upstream,
                chains,
                async gateways =>
                {
                    await gateways[1].ProbeAsync(payload).ConfigureAwait(false);
                    HttpArm[] sides =
                    [
                        .. chains.Select(
                            (chain, i) =>
                                new HttpArm(
                                    chain.Count == 0 ? NoModule : "module=" + chain[0].Name,
                                    Parameters(settings, chain, settings.BodyBytes, Clients),
                                    gateways[i].StreamScenario(Name, FirstToken, payload),
                                    during => ClosedUnlessRated(settings, Clients, during)
                                )
                        ),
                    ];
                    return await new InterleavedBlocks(settings, progress)
                        .RunAsync(sides, TimeOfFirstToken, cancellationToken)
                        .ConfigureAwait(false);
                }
            )
            .ConfigureAwait(false);
    }

    /// <summary>The time to the first token, where the row has it.</summary>
    internal static LatencySummary TimeOfFirstToken(LoadResult row) =>
        row.Steps?.SingleOrDefault(step => step.Name == FirstToken)?.Time ?? row.ServiceTime;
}
