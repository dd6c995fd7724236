namespace Smg.WasmPerf.Tuning;

/// <summary>A candidate that is set up and can be measured in blocks.</summary>
public interface IArm : IDisposable
{
    /// <summary>Runs one block.</summary>
    /// <returns>Its cost in microseconds, less is better: the time of a call, or a percentile of response times.</returns>
    /// <exception cref="CandidateException">The candidate cannot do it.</exception>
    double RunBlock();
}
