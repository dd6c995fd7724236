namespace Smg.WasmPerf.Calibration;

/// <summary>What a stall looked like.</summary>
/// <param name="Theory">The 99th percentile of the response time by theory.</param>
/// <param name="ResponseP99">The 99th percentile of the response time, counted from the intended start, as measured.</param>
/// <param name="ServiceP99">The 99th percentile of the service time: what an engine sees that starts its clock late.</param>
/// <param name="GeneratorLimited">True when the generator could not keep its schedule: the outcome says nothing.</param>
public sealed record StallOutcome(TimeSpan Theory, TimeSpan ResponseP99, TimeSpan ServiceP99, bool GeneratorLimited)
{
    /// <summary>How far the measured response time is from theory, as a part of it.</summary>
    public double RelativeError => Math.Abs(ResponseP99 / Theory - 1);
}
