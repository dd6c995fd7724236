namespace Smg.Wasm.AspNetCore.Targets;

/// <summary>Treatment of a part of a path that servers read differently.</summary>
public enum AmbiguityRule
{
    /// <summary>The request gets 400, with the name of the setting.</summary>
    Reject,

    /// <summary>The path is kept as it was sent, for modules and upstream.</summary>
    Pass,

    /// <summary>Adjacent slashes become one. For <see cref="TargetRules.DoubleSlash"/> alone.</summary>
    Merge,
}
