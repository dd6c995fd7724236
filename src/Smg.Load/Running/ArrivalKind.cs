namespace Smg.Load.Running;

/// <summary>What is planned for a moment of an open model's run.</summary>
internal enum ArrivalKind
{
    /// <summary>A request of the warm-up.</summary>
    WarmUp,

    /// <summary>The measurement starts: no request.</summary>
    MeasurementStart,

    /// <summary>A request that counts.</summary>
    Measured,
}
