namespace Smg.WasmPerf.Experiments;

/// <summary>
/// A block whose number of operations follows from their time. A side that is slower than planned gets fewer operations per block, so that
/// a comparison keeps its number of pairs; one that is faster gets more, because the first operations of a short block pay for what the
/// other side left in the processor's caches.
/// </summary>
/// <param name="run">Runs that many operations and returns the time of one, in microseconds.</param>
/// <param name="options">The length to aim at, and the bounds.</param>
/// <param name="time">The clock that sizes the blocks; the system's when null.</param>
public sealed class SizedBlock(Func<int, double> run, SizedBlockOptions options, TimeProvider? time = null)
{
    /// <summary>A block this many times too long is made shorter.</summary>
    private const double TooLong = 2;

    /// <summary>A block this many times too short is run again, longer.</summary>
    private const double TooShort = 4;

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Operations of the next block; 0 before the first.</summary>
    public int Operations { get; private set; }

    /// <summary>Runs one block, and before the first one as many smaller ones as it takes to find its size.</summary>
    /// <returns>The time of one operation, in microseconds.</returns>
    public double Run()
    {
        if (Operations == 0)
        {
            FindSize();
        }

        (double result, TimeSpan took) = RunTimed(Operations);
        while (took * TooShort < options.Target && Operations < options.Most)
        {
            // Sized when the code was cold: operations take a hundred times as long while .NET compiles them.
            Operations = Fitting(Operations, took);
            (result, took) = RunTimed(Operations);
        }

        if (took > TooLong * options.Target)
        {
            Operations = Fitting(Operations, took);
        }

        return result;
    }

    private void FindSize()
    {
        if (options.Most == options.Fewest)
        {
            Operations = options.Most;
            return;
        }

        for (int operations = options.Fewest; ; operations = Math.Min(operations * 4, options.Most))
        {
            TimeSpan took = RunTimed(operations).Took;
            if (took * 4 >= options.Target || operations == options.Most)
            {
                // The first block of cold code is slow: once more, at the size that it suggests.
                Operations = Fitting(operations, took);
                Operations = Fitting(Operations, RunTimed(Operations).Took);
                return;
            }
        }
    }

    private (double Result, TimeSpan Took) RunTimed(int operations)
    {
        long start = _time.GetTimestamp();
        double result = run(operations);
        return (result, _time.GetElapsedTime(start));
    }

    private int Fitting(int operations, TimeSpan took) =>
        took <= TimeSpan.Zero ? options.Most : (int)Math.Clamp(operations * (options.Target / took), options.Fewest, options.Most);
}
