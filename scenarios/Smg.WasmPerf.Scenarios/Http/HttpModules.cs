using Smg.Wasm.Modules;

namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>A closed model of clients of a gateway, without modules and with several chains of them.</summary>
public sealed class HttpModules : HttpComparison
{
    private static readonly string[][] Chains =
    [
        ["minimal"],
        ["auth"],
        ["auth", "rate-limit", "logging"],
        ["js-auth"],
    ];

    /// <inheritdoc/>
    public override string Name => "http-modules";

    /// <inheritdoc/>
    public override string Description => "How many requests a second does the gateway serve with modules, compared with none?";

    private protected override int Clients => 8;

    private protected override IReadOnlyList<HttpVariant> Variants(LoadSettings settings)
    {
        IEnumerable<WasmModule[]> chains = settings.Module is { } mine
            ?
            [
                [mine],
            ]
            : Chains.Select(chain => chain.Select(GuestLibrary.Load).ToArray());
        return
        [
            HttpVariant.Without,
            .. chains.Select(chain =>
                HttpVariant.With($"modules={string.Join("+", chain.Select(module => module.Name))}", settings, chain)
            ),
        ];
    }
}
