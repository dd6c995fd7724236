using System.Runtime.ExceptionServices;

namespace Smg.Load.Running;

/// <summary>
/// The role of pacing a schedule, which one of two threads has. Its owner may run a request itself while the other thread watches: when the
/// request keeps the owner for longer than <see cref="WatchInterval"/>, the other thread takes the role, and the owner watches once the
/// request lets it go. A request that blocks its thread so delays what is due meanwhile by twice that at most.
/// </summary>
internal sealed class PacingRole
{
    private static readonly TimeSpan IdleInterval = TimeSpan.FromMilliseconds(10);
    private static readonly long WatchTicks = StopwatchTicks.Of(WatchInterval);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ExceptionDispatchInfo? _fault;

    // Changes with every request that an owner runs; odd within one.
    private long _turn;
    private bool _needsWatch;
    private bool _isWatched;

    /// <summary>
    /// Time between two looks of the watching thread. 1 ms: the delay that one request may cause, at a thousand wake-ups a second.
    /// </summary>
    public static TimeSpan WatchInterval => TimeSpan.FromMilliseconds(1);

    /// <summary>How often the role was taken from a thread that a request kept.</summary>
    public int TakenCount { get; private set; }

    /// <summary>
    /// Paces on two threads until the schedule ends, and returns on the thread that called; requests that keep a thread may then still run.
    /// </summary>
    /// <param name="pace">
    /// Paces from where the schedule was left. True at the schedule's end, false when <see cref="TryLeaveRequest"/> was false.
    /// </param>
    public void Run(Func<bool> pace)
    {
        LoadThread.Start("pace", () => Take(pace, isOwner: true));
        LoadThread.Start("pace", () => Take(pace, isOwner: false));
        _ended.Task.Wait();
        _fault?.Throw();
    }

    /// <summary>Announces whether the owner wants to run requests itself.</summary>
    /// <returns>Whether it may: whether the other thread watches.</returns>
    public bool MayRunRequests(bool wanted)
    {
        if (_needsWatch != wanted)
        {
            Volatile.Write(ref _needsWatch, wanted);
        }

        return wanted && Volatile.Read(ref _isWatched);
    }

    /// <summary>The owner begins a request: until it ends, the role may be taken.</summary>
    /// <returns>The number of the request, for <see cref="TryLeaveRequest"/>.</returns>
    public long EnterRequest()
    {
        long turn = _turn + 1;
        Volatile.Write(ref _turn, turn);
        return turn;
    }

    /// <summary>The owner's request has let it go. False when the thread has lost the role meanwhile: it must not pace on.</summary>
    public bool TryLeaveRequest(long turn) => Interlocked.CompareExchange(ref _turn, turn + 1, turn) == turn;

    private void Take(Func<bool> pace, bool isOwner)
    {
        try
        {
            while (isOwner || Watch())
            {
                isOwner = false;
                if (pace())
                {
                    _ended.TrySetResult();
                    return;
                }
            }
        }
        catch (Exception exception)
        {
            _fault = ExceptionDispatchInfo.Capture(exception);
            _ended.TrySetResult();
        }
    }

    /// <summary>Watches until this thread has the role: true; or until the schedule ended: false.</summary>
    private bool Watch()
    {
        long seen = 0;
        while (!_ended.Task.IsCompleted)
        {
            bool isNeeded = Volatile.Read(ref _needsWatch);
            Volatile.Write(ref _isWatched, isNeeded);
            Sleep(isNeeded);
            long turn = Volatile.Read(ref _turn);
            if (turn == seen && turn % 2 == 1 && Interlocked.CompareExchange(ref _turn, turn + 1, turn) == turn)
            {
                _isWatched = false;
                TakenCount++;
                return true;
            }

            seen = turn;
        }

        return false;
    }

    private void Sleep(bool isNeeded)
    {
        if (isNeeded && !OperatingSystem.IsWindows())
        {
            SystemTimerClock.Sleep(WatchTicks);
        }
        else
        {
            _ended.Task.Wait(isNeeded ? WatchInterval : IdleInterval);
        }
    }
}
