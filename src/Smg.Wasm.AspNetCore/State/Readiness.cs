using Smg.Wasm.AspNetCore.Manifests;

namespace Smg.Wasm.AspNetCore.State;

/// <summary>Whether the gateway may be sent requests, and why not. Safe to use from any thread.</summary>
/// <param name="manifest">The manifest; null when none is kept.</param>
internal sealed class Readiness(Manifest? manifest)
{
    /// <summary>
    /// Further reasons for not being ready, for instance a change of the configuration that was refused. Defaults to none.
    /// </summary>
    public Func<IEnumerable<string>> MoreReasons { get; init; } = () => [];

    private volatile GatewayPhase _phase = GatewayPhase.Starting;

    /// <summary>What the gateway is doing.</summary>
    public GatewayPhase Phase
    {
        get => _phase;
        set => _phase = value;
    }

    /// <summary>Whether requests must be refused because modules that have to decide on them are missing, or may be.</summary>
    public bool BlocksTraffic
    {
        get
        {
            if (manifest is null)
            {
                return false;
            }

            IReadOnlyList<MissingModule> missing = manifest.Missing;
            for (int i = 0; i < missing.Count; i++)
            {
                if (missing[i].Entry.GuardsMessages)
                {
                    return true;
                }
            }

            return manifest.Damaged.Count > 0;
        }
    }

    /// <summary>Why it is not ready, a sentence each; none when it is.</summary>
    public IReadOnlyList<string> Reasons() =>
        [
            .. Phase switch
            {
                GatewayPhase.Starting => (IEnumerable<string>)["The gateway is starting: modules of the manifest are being restored."],
                GatewayPhase.Stopping or GatewayPhase.Cutting => ["The gateway is shutting down."],
                _ => [],
            },
            .. manifest?.Missing.Select(missing =>
                $"Module '{missing.Entry.Name}' ({missing.Entry.ModuleUuid}) of the manifest is not registered: {missing.Reason}"
            ) ?? [],
            .. manifest?.Damaged.Select(aside =>
                $"The manifest was damaged and is set aside as '{aside}': register its modules again, then acknowledge it with "
                + "POST /manifest/acknowledge."
            ) ?? [],
            .. MoreReasons(),
        ];
}

/// <summary>What a gateway is doing.</summary>
internal enum GatewayPhase
{
    /// <summary>It restores its modules and listens to no clients yet.</summary>
    Starting,

    /// <summary>It serves.</summary>
    Serving,

    /// <summary>It finishes what it has begun.</summary>
    Stopping,

    /// <summary>It cuts off what has not ended within the time to drain.</summary>
    Cutting,
}
