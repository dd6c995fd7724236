using Smg.Gateway.Simulator;
using Smg.Load.Histograms;
using Smg.Load.Running;
using Smg.Wasm.Modules;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>What modules cost: gateways with them and one without are measured in short blocks that take turns.</summary>
public abstract class HttpComparison : HttpScenario
{
    private const string FirstToken = "first token";

    /// <summary>How many clients send at once where no rate is set.</summary>
    private protected abstract int Clients { get; }

    /// <summary>Whether answers come a token at a time: then the time to the first one counts.</summary>
    private protected virtual bool IsStream => false;

    private protected sealed override UpstreamSettings Upstream => IsStream ? new() { Tokens = 10, TokenIntervalMs = 4 } : new();

    /// <summary>The gateways, the one without modules first.</summary>
    private protected abstract IReadOnlyList<HttpVariant> Variants(LoadSettings settings);

    /// <summary>A gateway without modules, and one with the user's module or a guest.</summary>
    private protected static IReadOnlyList<HttpVariant> WithoutAndWith(LoadSettings settings, string guest)
    {
        WasmModule module = settings.Module ?? GuestLibrary.Load(guest);
        return [HttpVariant.Without, HttpVariant.With("module=" + module.Name, settings, module)];
    }

    /// <summary>The sizes of the requests' bodies, each with what its rows' names begin with.</summary>
    private protected virtual IEnumerable<(string Prefix, int Bytes)> Bodies(LoadSettings settings) => [("", settings.BodyBytes)];

    private protected sealed override Task<IReadOnlyList<LoadResult>> MeasureAsync(
        LoadSettings settings,
        Uri upstream,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<HttpVariant> variants = Variants(settings);
        return WithGatewaysAsync(
            settings,
            upstream,
            variants,
            async gateways =>
            {
                List<LoadResult> results = [];
                foreach ((string prefix, int bytes) in Bodies(settings))
                {
                    ChatPayload payload = ChatPayload.Of(bytes, IsStream);
                    foreach (GatewayTarget gateway in gateways)
                    {
                        await gateway.ProbeAsync(payload).ConfigureAwait(false);
                    }

                    IEnumerable<HttpArm> arms = variants.Zip(
                        gateways,
                        (variant, gateway) =>
                            new HttpArm(
                                prefix + variant.Name,
                                Parameters(settings, variant, bytes, Clients),
                                IsStream ? gateway.StreamScenario(Name, FirstToken, payload) : gateway.Scenario(Name, payload),
                                during => ClosedUnlessRated(settings, Clients, during)
                            )
                    );
                    results.AddRange(
                        await new InterleavedBlocks(settings, progress).RunAsync([.. arms], TimeOf, cancellationToken).ConfigureAwait(false)
                    );
                }

                return results;
            }
        );
    }

    /// <summary>The time to the first token, where the row has it.</summary>
    private static LatencySummary TimeOf(LoadResult row) =>
        row.Steps?.SingleOrDefault(step => step.Name == FirstToken)?.Time ?? row.ServiceTime;
}
