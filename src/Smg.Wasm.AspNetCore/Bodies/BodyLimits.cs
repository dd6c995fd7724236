namespace Smg.Wasm.AspNetCore.Bodies;

/// <summary>What bounds bodies that are read whole.</summary>
/// <param name="MaxBytes">Bytes of one body.</param>
/// <param name="Budget">Bytes of all together.</param>
/// <param name="Time">The clock.</param>
internal sealed record BodyLimits(int MaxBytes, BodyBudget Budget, TimeProvider Time)
{
    /// <summary>How long a request's body may take to arrive.</summary>
    public TimeSpan RequestTimeout { get; init; }

    /// <summary>How long an upstream may be silent.</summary>
    public TimeSpan UpstreamTimeout { get; init; }
}
