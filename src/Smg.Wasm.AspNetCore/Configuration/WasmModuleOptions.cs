using System.Collections.Immutable;
using Smg.Wasm.AspNetCore.Selection;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>A module that the configuration names.</summary>
public sealed class WasmModuleOptions
{
    /// <summary>
    /// The name that failures, logs, metrics and endpoints use. In the configuration it defaults to the module's key; in a list it must be
    /// given.
    /// </summary>
    public string Name { get; set; } = "";

    /// <summary>The <c>.wasm</c> file: an absolute path, or one below the application's content root.</summary>
    public string Path { get; set; } = "";

    /// <summary>
    /// The SHA-256 that the file must have, 64 hexadecimal digits; another file is refused before it is compiled. Defaults to empty, for
    /// any.
    /// </summary>
    public string Sha256 { get; set; } = "";

    /// <summary>Where it is called. Defaults to OnRequest.</summary>
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

    /// <summary>Whether it reads or replaces bodies. Defaults to true.</summary>
    public bool NeedsBody { get; set; } = true;

    /// <summary>Whether each attach point is called once as a dry run before the module serves. Defaults to true.</summary>
    public bool DryRun { get; set; } = true;

    /// <summary>Milliseconds that one call may run; null, the default, for the runtime's limit.</summary>
    public int? MaxExecutionTimeMs { get; set; }

    /// <summary>Pages of 64 KiB that one linear memory may have; null, the default, for the runtime's limit.</summary>
    public int? MaxMemoryPages { get; set; }

    /// <summary>
    /// Whether its memory may begin with the pages that its calls grow to. Defaults to true; false for a guest that must trap when it
    /// touches memory past the size that it asked for.
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
