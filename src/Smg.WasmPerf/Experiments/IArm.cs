namespace Smg.WasmPerf.Experiments;

/// <summary>One of the things that an experiment compares, set up and measured in blocks.</summary>
public interface IArm : IDisposable
{
    /// <summary>Runs one block.</summary>
    /// <returns>Its cost in microseconds, less is better: the time of a call, or a percentile of response times.</returns>
    /// <exception cref="InvalidOperationException">The arm cannot do it; the message says why.</exception>
    double RunBlock();
}
