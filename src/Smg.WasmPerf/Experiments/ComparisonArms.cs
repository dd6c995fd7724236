namespace Smg.WasmPerf.Experiments;

/// <summary>
/// The sides of one round of a live comparison. Each runs one block and returns the time of one operation, in microseconds.
/// </summary>
/// <param name="a">The A side.</param>
/// <param name="control">A second thing made like the A side.</param>
/// <param name="b">The B side.</param>
/// <param name="owned">What is disposed with the round, in order.</param>
public sealed class ComparisonArms(Func<double> a, Func<double> control, Func<double> b, params IDisposable[] owned) : IDisposable
{
    /// <summary>Runs a block of the A side.</summary>
    public Func<double> A { get; } = a;

    /// <summary>Runs a block of the control.</summary>
    public Func<double> Control { get; } = control;

    /// <summary>Runs a block of the B side.</summary>
    public Func<double> B { get; } = b;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable one in owned)
        {
            one.Dispose();
        }
    }
}
