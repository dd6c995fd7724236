using Smg.Wasm.Contract;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Registration;

/// <summary>A request to register a module.</summary>
/// <param name="Name">The name in failures, logs and metrics; unique among the modules of a manager.</param>
/// <param name="AttachPoints">The attach points at which the module is called; at least one, each once.</param>
public sealed record ModuleRegistration(string Name, IReadOnlyList<AttachPoint> AttachPoints)
{
    /// <summary>
    /// Modules of lower order are called first, those of equal order in the order of their registration. Defaults to 0. Ignored by a
    /// replacement, which keeps the old module's place.
    /// </summary>
    public int Order { get; init; }

    /// <summary>
    /// What happens to a message or an operation when the module fails. Defaults to <see cref="FailurePolicy.Closed"/>: it is refused.
    /// </summary>
    public FailurePolicy FailurePolicy { get; init; } = FailurePolicy.Closed;

    /// <summary>
    /// What happens to streamed responses that the module cannot see whole. Null, the default, is <see cref="StreamPolicy.Events"/> where
    /// the module is called at
    /// <see cref="AttachPoint.OnEvent"/>, or at OnResponse with <see cref="NeedsBody"/> and exports the function of OnEvent. Of all others
    /// it follows <see cref="FailurePolicy"/>:
    /// <see cref="StreamPolicy.Reject"/> for Closed, so that no client or upstream can switch the module off by streaming, and
    /// <see cref="StreamPolicy.Pass"/> for Open.
    /// </summary>
    public StreamPolicy? OnStream { get; init; }

    /// <summary>
    /// Whether the module reads or replaces bodies. Defaults to true. When false it is called with an empty body, before the client sends
    /// one; where no module of a message needs the body, it streams through unbuffered.
    /// </summary>
    public bool NeedsBody { get; init; } = true;

    /// <summary>
    /// Data that the host keeps with the module, for instance the requests that it sees. Defaults to null. The runtime does not use it.
    /// </summary>
    public object? Tag { get; init; }

    /// <summary>
    /// The digest that the bytes must have; other bytes are refused before they are compiled. Null, the default, for any.
    /// </summary>
    public Sha256Digest? Digest { get; init; }

    /// <summary>The module's limits and configuration. Defaults to the runtime's limits and an empty configuration.</summary>
    public ModuleSettings Settings { get; init; } = ModuleSettings.Default;

    /// <summary>
    /// Whether each attach point is called with sample messages, or operations that only read, before the module is registered. A module
    /// that fails in one of these calls is refused. Defaults to true.
    /// </summary>
    public bool DryRun { get; init; } = true;
}
