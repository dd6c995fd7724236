using Smg.Wasm.Middleware;

namespace Smg.Wasm.Modules;

/// <summary>How a module is to be registered.</summary>
/// <param name="Name">The name that failures and logs use; no other module has it.</param>
/// <param name="AttachPoints">Where it is called; at least one.</param>
public sealed record ModuleRegistration(string Name, IReadOnlyList<AttachPoint> AttachPoints)
{
    /// <summary>Modules of lower order are called first, those of equal order in the order of their registration. A module that replaces another takes its place.</summary>
    public int Order { get; init; }

    /// <summary>What becomes of a message or an operation when the module fails.</summary>
    public FailurePolicy FailurePolicy { get; init; } = FailurePolicy.Closed;

    /// <summary>What the module runs with.</summary>
    public ModuleSettings Settings { get; init; } = ModuleSettings.Default;

    /// <summary>Whether each attach point is called once with a small message or a harmless operation before the module is registered. A module that fails then is refused.</summary>
    public bool DryRun { get; init; } = true;
}
