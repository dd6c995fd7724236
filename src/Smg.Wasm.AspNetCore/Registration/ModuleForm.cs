using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Selection;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Registration;

/// <summary>A module as a client registers it, and as the answer repeats it.</summary>
internal sealed record ModuleForm
{
    /// <summary>Name in failures, logs and metrics; unique among the modules.</summary>
    public required string Name { get; init; }

    /// <summary>The absolute path of a .wasm file on the gateway's machine.</summary>
    public required string FilePath { get; init; }

    /// <summary>
    /// SHA-256 that the file must have, 64 hexadecimal digits; any other file is refused before it is compiled. Optional.
    /// </summary>
    public string? Sha256 { get; init; }

    /// <summary>The kind of the module. Its attach points alone decide where it is called.</summary>
    public required ModuleKind ModuleType { get; init; }

    /// <summary>Attach points at which it is called; at least one.</summary>
    public required IReadOnlyList<AttachPointForm> AttachPoints { get; init; }

    /// <summary>
    /// What happens to a message when the module fails: Closed (it is refused; the default) or Open (it continues without the module).
    /// </summary>
    public FailurePolicy? FailurePolicy { get; init; }

    /// <summary>
    /// Modules of lower order are called first, those of equal order in the order of their registration. Defaults to 0. A replacement keeps
    /// the old module's order.
    /// </summary>
    public int? Order { get; init; }

    /// <summary>Time that one call may run, in milliseconds; at most the runtime's limit, which is the default.</summary>
    public int? MaxExecutionTimeMs { get; init; }

    /// <summary>Maximum size of one linear memory, in pages of 64 KiB; at most the runtime's limit, which is the default.</summary>
    public int? MaxMemoryPages { get; init; }

    /// <summary>
    /// Whether its memory may start with the pages that its calls need. Defaults to true; false is for a guest that must trap when it
    /// touches memory past the size that it asked for.
    /// </summary>
    public bool? PregrowMemory { get; init; }

    /// <summary>
    /// The module's configuration, which the guest reads as its environment. It may hold secrets, so only the names are listed.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Whether each attach point is called with sample messages before the module is registered. Defaults to true.</summary>
    public bool? DryRun { get; init; }

    /// <summary>
    /// What happens to streamed responses that it cannot see whole: pass, reject (502), buffer, or events (it sees each server-sent event).
    /// Defaults to events where it exports middleware-on-event, else to reject for Closed and pass for Open; the answer says which.
    /// </summary>
    public StreamPolicy? OnStream { get; init; }

    /// <summary>
    /// Whether it reads or replaces bodies. Defaults to true. If false, it is called before the body arrives, and bodies that no other
    /// module needs stream through.
    /// </summary>
    public bool? NeedsBody { get; init; }

    /// <summary>The requests that it sees, by their paths, methods, hosts and headers. Defaults to all.</summary>
    public ModuleMatch? Match { get; init; }

    /// <summary>The result; in answers only.</summary>
    public AddResult? AddResult { get; init; }

    /// <summary>Why nothing would call it here; null where it is called.</summary>
    public string? FindMisplaced() =>
        AttachPoints.Any(point => point.Storage is not null)
            ? $"Module '{Name}' is not registered: this gateway has no storage, so nothing would call a module at Storage Before "
                + $"or After. Use StorageHooks of the library Smg.Wasm around your own storage."
            : null;

    /// <summary>The form as it is answered.</summary>
    /// <param name="result">The result.</param>
    public ModuleForm Answer(RegistrationResult result) =>
        this with
        {
            AddResult = AddResult.Of(result),
            OnStream = result.Succeeded && result.Module.LooksAtStreams ? result.Module.OnStream : OnStream,
        };

    /// <summary>How the module is to be registered: as one of the configuration that says the same.</summary>
    /// <param name="rules">As smg, streams pass unless the form says otherwise.</param>
    public ModuleRegistration ToRegistration(FormRules rules)
    {
        WasmModuleOptions defaults = new();
        return new WasmModuleOptions
        {
            Name = Name,
            Path = FilePath,
            Sha256 = Sha256 ?? defaults.Sha256,
            AttachPoints = [.. AttachPoints.Select(point => point.ToAttachPoint())],
            FailurePolicy = FailurePolicy ?? defaults.FailurePolicy,
            Order = Order ?? defaults.Order,
            OnStream =
                OnStream
                ?? (rules.IsLenient && AttachPoints.All(point => point.Middleware != MiddlewarePoint.OnEvent) ? StreamPolicy.Pass : null),
            NeedsBody = NeedsBody ?? defaults.NeedsBody,
            DryRun = DryRun ?? defaults.DryRun,
            MaxExecutionTimeMs = MaxExecutionTimeMs,
            MaxMemoryPages = MaxMemoryPages,
            PregrowMemory = PregrowMemory ?? defaults.PregrowMemory,
            Environment = Environment ?? defaults.Environment,
            Match = Match,
        }.ToRegistration();
    }
}

/// <summary>Kinds of modules.</summary>
internal enum ModuleKind
{
    /// <summary>A guest of the package smg:gateway, or of both packages.</summary>
    Middleware,

    /// <summary>A guest of the package smg:storage alone.</summary>
    Storage,
}

/// <summary>
/// Modules that are registered with one request, in this order; when one is refused, the modules after it are still registered.
/// </summary>
/// <param name="Modules">The modules.</param>
internal sealed record ModuleBatch(IReadOnlyList<ModuleForm> Modules);
