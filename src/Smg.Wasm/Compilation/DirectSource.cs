namespace Smg.Wasm.Compilation;

/// <summary>What a guest's core module is made of.</summary>
/// <param name="guest">What may be called in its memory; null where the component serves all calls.</param>
/// <param name="start">What its start functions do.</param>
internal sealed class DirectSource(DirectGuest? guest, StartFinding start)
{
    /// <summary>What may be called in its memory; null where the component serves all calls.</summary>
    public DirectGuest? Guest => guest;

    /// <summary>What its start functions do.</summary>
    public StartFinding Start => start;

    /// <summary>Why it cannot be one core module, as the end of a sentence about it; null while nothing speaks against it.</summary>
    public string? Obstacle { get; set; }

    /// <summary>Why calls cost more than they could.</summary>
    /// <param name="core">The core module that was compiled; null where the component serves all calls.</param>
    public CallObstacles Obstacles(CompiledCore? core) =>
        core is null
            ? new CallObstacles(Obstacle ?? (guest is null ? null : "it does not compile as one core module"), Start: null)
            : new CallObstacles(Direct: null, guest!.StartsDoNothing ? null : start.Obstacle);
}
