namespace Smg.Wasm.AspNetCore.Targets;

/// <summary>What happens to a part of a path that servers read differently.</summary>
public enum AmbiguityRule
{
    /// <summary>The request gets 400, with the name of the setting.</summary>
    Reject,

    /// <summary>The path goes on as it was sent; modules see it so too.</summary>
    Pass,

    /// <summary>Adjacent slashes become one. For <see cref="TargetRules.DoubleSlash"/> alone.</summary>
    Merge,
}
