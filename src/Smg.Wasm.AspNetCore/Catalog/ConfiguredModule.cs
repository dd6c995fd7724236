using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Catalog;

/// <summary>A module of the configuration that serves.</summary>
/// <param name="Owner">What registered it, and nothing else: several modules may have the same bytes, and each can be taken back by
/// itself.</param>
/// <param name="Module">The module.</param>
/// <param name="Fingerprint">What the configuration says of it, and the digest of its file: where both stay, the module does.</param>
internal sealed record ConfiguredModule(ModuleManager Owner, RegisteredModule Module, string Fingerprint)
{
    /// <summary>Takes the module out of service. Calls that run go on with it.</summary>
    public void Remove() => Owner.Remove(Module.Id);

    /// <summary>What the configuration says of a module, in one text.</summary>
    public static string Describe(WasmModuleOptions module, Sha256Digest digest) =>
        string.Join(
            '\n',
            [
                module.Name,
                module.Path,
                module.Sha256,
                digest.ToString(),
                string.Join(',', module.AttachPoints),
                module.FailurePolicy.ToString(),
                $"{module.Order}",
                module.OnStream?.ToString() ?? "",
                $"{module.NeedsBody}",
                $"{module.DryRun}",
                $"{module.MaxExecutionTimeMs}",
                $"{module.MaxMemoryPages}",
                $"{module.PregrowMemory}",
                .. module.Environment.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"),
                "",
                .. module.Match?.Paths ?? [],
                "",
                .. module.Match?.Methods ?? [],
                "",
                .. module.Match?.Hosts ?? [],
                "",
                .. (module.Match?.Headers ?? new Dictionary<string, IReadOnlyList<string>>()).Select(pair =>
                    $"{pair.Key}: {string.Join('\0', pair.Value)}"
                ),
            ]
        );
}
