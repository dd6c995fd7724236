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

    /// <summary>Makes the arms of a round in a new random order: what the first finds in memory is not always A's.</summary>
    /// <param name="order">Draws the order.</param>
    /// <param name="a">Makes the A side, and its control.</param>
    /// <param name="b">Makes the B side.</param>
    public static ComparisonArms Make(Random order, Func<IArm> a, Func<IArm> b)
    {
        Func<IArm>[] makers = [a, a, b];
        IArm[] made = new IArm[makers.Length];
        int[] places = [0, 1, 2];
        order.Shuffle(places);
        try
        {
            foreach (int place in places)
            {
                made[place] = makers[place]();
            }
        }
        catch
        {
            Array.ForEach(made, arm => arm?.Dispose());
            throw;
        }

        return new(made[0].RunBlock, made[1].RunBlock, made[2].RunBlock, made);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable one in owned)
        {
            one.Dispose();
        }
    }
}
