using Smg.WasmPerf.Experiments;

namespace Smg.WasmPerf.Tuning;

/// <summary>Sets candidates up.</summary>
public interface IArmFactory
{
    /// <summary>Sets a candidate up and warms it.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <exception cref="CandidateException">It cannot be used here.</exception>
    IArm Make(Candidate candidate);
}
