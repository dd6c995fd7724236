using Smg.Wasm.Contract;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Registration;

/// <summary>How a module is to be registered.</summary>
/// <param name="Name">The name that failures and logs use; no other module has it.</param>
/// <param name="AttachPoints">Where it is called; at least one.</param>
public sealed record ModuleRegistration(string Name, IReadOnlyList<AttachPoint> AttachPoints)
{
    /// <summary>
    /// Modules of lower order are called first, those of equal order in the order of their registration. A module that replaces another
    /// takes its place.
    /// </summary>
    public int Order { get; init; }

    /// <summary>What happens to a message or an operation when the module fails.</summary>
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
    /// Data that the host keeps with the module, for instance the requests that it sees. Defaults to null; the runtime does not look at it.
    /// </summary>
    public object? Tag { get; init; }

    /// <summary>
    /// The digest that the bytes must have; other bytes are refused before they are compiled. Null, the default, for any.
    /// </summary>
    public Sha256Digest? Digest { get; init; }

    /// <summary>What the module runs with.</summary>
    public ModuleSettings Settings { get; init; } = ModuleSettings.Default;

    /// <summary>
    /// Whether each attach point is called once with a small message or a harmless operation before the module is registered. A module that
    /// fails then is refused.
    /// </summary>
    public bool DryRun { get; init; } = true;
}
