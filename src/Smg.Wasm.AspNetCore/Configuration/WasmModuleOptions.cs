using System.Collections.Immutable;
using Smg.Wasm.AspNetCore.Selection;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>A module of the configuration.</summary>
public sealed class WasmModuleOptions
{
    /// <summary>
    /// Name in failures, logs, metrics and lists of endpoints. In the configuration it defaults to the module's key; in a list it is
    /// required.
    /// </summary>
    public string Name { get; set; } = "";

    /// <summary>Path of the <c>.wasm</c> file: absolute, or relative to the application's content root.</summary>
    public string Path { get; set; } = "";

    /// <summary>
    /// SHA-256 that the file must have, 64 hexadecimal digits; any other file is refused before it is compiled. Defaults to empty, for any.
    /// </summary>
    public string Sha256 { get; set; } = "";

    /// <summary>Attach points at which it is called. Defaults to OnRequest.</summary>
    public IReadOnlyList<AttachPoint> AttachPoints { get; set; } = [AttachPoint.OnRequest];

    /// <summary>What happens to a message when the module fails. Defaults to Closed: it is refused.</summary>
    public FailurePolicy FailurePolicy { get; set; } = FailurePolicy.Closed;

    /// <summary>
    /// Modules of lower order are called first, those of equal order as they are listed, before those of the admin API. Defaults to 0.
    /// </summary>
    public int Order { get; set; }

    /// <summary>
    /// What happens to streamed responses. Null, the default, follows the module's exports and <see cref="FailurePolicy"/>.
    /// </summary>
    public StreamPolicy? OnStream { get; set; }

    /// <summary>Whether it reads or replaces bodies; if not, it is called before the body arrives. Defaults to true.</summary>
    public bool NeedsBody { get; set; } = true;

    /// <summary>Whether each attach point is called with sample messages before the module serves. Defaults to true.</summary>
    public bool DryRun { get; set; } = true;

    /// <summary>Time that one call may run, in milliseconds, from 1 to the runtime's limit; null, the default, for that limit.</summary>
    public int? MaxExecutionTimeMs { get; set; }

    /// <summary>
    /// Maximum size of one linear memory, in pages of 64 KiB, from 1 to the runtime's limit; null, the default, for that limit.
    /// </summary>
    public int? MaxMemoryPages { get; set; }

    /// <summary>
    /// Whether its memory may start with the pages that its calls need. Defaults to true; false for a guest that must trap when it touches
    /// memory past the size that it asked for.
    /// </summary>
    public bool PregrowMemory { get; set; } = true;

    /// <summary>The module's configuration, which the guest reads as its environment. Defaults to empty.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; set; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The requests that it sees; null, the default, for all.</summary>
    public ModuleMatch? Match { get; set; }

    /// <summary>Where the configuration has it, below its section.</summary>
    internal string Key
    {
        get => field ?? $"{SmgWasmSettings.Modules}:{Name}";
        set;
    }

    /// <summary>How the module is registered.</summary>
    internal ModuleRegistration ToRegistration() =>
        new(Name, AttachPoints)
        {
            Order = Order,
            FailurePolicy = FailurePolicy,
            OnStream = OnStream,
            NeedsBody = NeedsBody,
            DryRun = DryRun,
            Tag = Match,
            Digest = Sha256Digest.TryParse(Sha256, out Sha256Digest digest) ? digest : null,
            Settings = new ModuleSettings
            {
                MaxExecutionTimeMs = MaxExecutionTimeMs,
                MaxMemoryPages = MaxMemoryPages,
                PregrowMemory = PregrowMemory,
                Environment = Environment.ToImmutableSortedDictionary(StringComparer.Ordinal),
            },
        };
}
