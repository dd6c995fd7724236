using Smg.Load.Running;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>
/// Clients whose requests have large bodies, without modules, with one that gets the body, and with the same one deciding before it
/// arrives.
/// </summary>
public sealed class HttpNeedsBody : HttpScenario
{
    private const int Clients = 4;
    private const int BodyBytes = 1 << 20;
    private const string Guest = "auth";

    /// <inheritdoc/>
    public override string Name => "http-needs-body";

    /// <inheritdoc/>
    public override string Description =>
        $"What does a module ({Guest}) cost with bodies of 1 MB when it reads them, and when it is registered without them "
        + "(needs_body: false)?";

    private protected override async Task<IReadOnlyList<LoadResult>> MeasureAsync(
        LoadSettings settings,
        Uri upstream,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        WasmModule module = settings.Module is { } mine && settings.AttachPoint == AttachPoint.OnRequest ? mine : GuestLibrary.Load(Guest);
        (string Name, (WasmModule, ModuleRegistration)[] Modules)[] sides =
        [
            (NoModule, []),
            ("needs_body=true", [(module, Registration(module, needsBody: true))]),
            ("needs_body=false", [(module, Registration(module, needsBody: false))]),
        ];
        int bytes = Math.Min(BodyBytes, settings.Options.MaxBodySize);
        ChatPayload payload = ChatPayload.Of(bytes);
        return await WithGatewaysAsync(
                settings,
                upstream,
                [.. sides.Select(side => side.Modules)],
                async gateways =>
                {
                    await gateways[1].ProbeAsync(payload).ConfigureAwait(false);
                    await gateways[2].ProbeAsync(payload).ConfigureAwait(false);
                    HttpArm[] rows =
                    [
                        .. sides.Select(
                            (side, i) =>
                                new HttpArm(
                                    side.Name,
                                    Parameters(settings, side.Modules.Length == 0 ? [] : [module], bytes, Clients),
                                    gateways[i].Scenario(Name, payload),
                                    during => ClosedUnlessRated(settings, Clients, during)
                                )
                        ),
                    ];
                    return await new InterleavedBlocks(settings, progress)
                        .RunAsync(rows, row => row.ServiceTime, cancellationToken)
                        .ConfigureAwait(false);
                }
            )
            .ConfigureAwait(false);
    }

    private static ModuleRegistration Registration(WasmModule module, bool needsBody) =>
        new(module.Name, [AttachPoint.OnRequest]) { NeedsBody = needsBody, DryRun = false };
}
