using System.Diagnostics;
using System.Globalization;

namespace Smg.Wasm.Compilation.Guard;

/// <summary>
/// Ends a compile that passes its limit of processor time. By the clock it may take ten times as long: what else the machine does must not
/// decide whether a component compiles, and a process that is stopped must not be waited for without end.
/// </summary>
internal sealed class CompileWatch : IDisposable
{
    private const int ClockFactor = 10;
    private const long NotBegun = -1;
    private const int Open = 0;
    private const int Answered = 1;
    private const int LimitPassed = 2;

    /// <summary>How often the processor time is looked at.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    private readonly TimeSpan _limit;
    private readonly Func<TimeSpan> _processorTime;
    private readonly Action _kill;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Timer _timer;
    private long _before = NotBegun;
    private int _end = Open;

    /// <summary>Starts to watch.</summary>
    /// <param name="limit">Processor time that the compile may take, of all its threads together.</param>
    /// <param name="processorTime">What the process has used since its start.</param>
    /// <param name="kill">Ends the process.</param>
    public CompileWatch(TimeSpan limit, Func<TimeSpan> processorTime, Action kill)
    {
        _limit = limit;
        _processorTime = processorTime;
        _kill = kill;
        _timer = new Timer(_ => Look(), null, LookInterval, LookInterval);
    }

    /// <summary>Whether the compile was ended.</summary>
    public bool HasPassed => Volatile.Read(ref _end) == LimitPassed;

    private bool IsLateByTheClock => Stopwatch.GetElapsedTime(_start) > _limit * ClockFactor;

    /// <summary>The compile begins: what the process has used so far is not its.</summary>
    public void Begin() => Volatile.Write(ref _before, _processorTime().Ticks);

    /// <summary>
    /// Takes an answer. Of the answer and the limit the first wins: a limit that is a moment late does not end the process under the next
    /// component.
    /// </summary>
    /// <returns>False where the limit was first.</returns>
    public bool TryAnswer() => Interlocked.CompareExchange(ref _end, Answered, Open) == Open;

    /// <summary>How a compile ended that was ended.</summary>
    public CompileOutcome Outcome()
    {
        string seconds = _limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        return new CompileOutcome(
            CompileEnd.TimedOut,
            null,
            IsLateByTheClock
                ? $"it took {ClockFactor} times its limit of {seconds} s of processor time by the clock"
                : $"it used more than {seconds} s of processor time"
        );
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        bool hasPassed =
            IsLateByTheClock
            || (Volatile.Read(ref _before) is not NotBegun and long before && _processorTime().Ticks - before > _limit.Ticks);
        if (hasPassed && Interlocked.CompareExchange(ref _end, LimitPassed, Open) == Open)
        {
            _kill();
        }
    }
}
