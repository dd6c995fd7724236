using System.Diagnostics;
using Smg.Load.Scenarios;

namespace Smg.Load.Running;

/// <summary>
/// One caller of a closed model. It begins on its own thread and stays there as long as its requests end without waiting;
/// after the first one that waits it goes on in the thread pool, which it then leaves to others every millisecond.
/// </summary>
internal sealed class ScenarioCopy(ClosedRun run, int number) : IScenarioContext, IStepContext
{
    private static readonly long SliceTicks = Stopwatch.Frequency / 1_000;

    private readonly Func<IScenarioContext, ValueTask<IResponse>> _request = run.Props.Run;
#pragma warning disable CS0169 // Never read: it only takes room.
    private readonly CacheLines _apart;
#pragma warning restore CS0169
    private int _running;
    private long _startedCount;
    private long _firstStart = long.MaxValue;

    /// <inheritdoc/>
    public string ScenarioName => run.Props.Name;

    /// <inheritdoc/>
    public int InstanceNumber => (int)run.Shard.PlaceOf(number);

    /// <inheritdoc/>
    public long InvocationNumber { get; private set; }

    /// <inheritdoc/>
    public bool IsWarmUp { get; private set; }

    /// <inheritdoc/>
    public CancellationToken CancellationToken => run.RequestToken;

    /// <summary>Counted requests that the copy started.</summary>
    public long StartedCount => Volatile.Read(ref _startedCount);

    /// <summary>The Stopwatch tick of the first counted request; the largest number when there was none.</summary>
    public long FirstStart => Volatile.Read(ref _firstStart);

    /// <inheritdoc/>
    public void RecordStep(string name, long start, long end, IResponse response) => run.Steps.Record(name, start, end, response);

    /// <inheritdoc/>
    public void StopScenario(string reason) => run.StopScenario(reason);

    /// <summary>Starts the copy; does nothing when it is running.</summary>
    public void EnsureRunning()
    {
        if (Volatile.Read(ref _running) == 0)
        {
            Volatile.Write(ref _running, 1);
            run.CopyStarted();
            LoadThread.Start("copy", () => _ = LoopToEndAsync());
        }
    }

    private async Task LoopToEndAsync()
    {
        try
        {
            await LoopAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            run.Abort(exception);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
            run.CopyEnded();
        }
    }

    private async Task LoopAsync()
    {
        bool inPool = false;
        long sliceStart = 0;
        while (true)
        {
            long start = Stopwatch.GetTimestamp();
            if (!run.MayStart(number, start))
            {
                return;
            }

            BeginRequest(start);
            IResponse? response;
            try
            {
                ValueTask<IResponse> pending = _request(this);
                if (pending.IsCompletedSuccessfully)
                {
                    response = pending.Result;
                }
                else
                {
                    response = await pending.ConfigureAwait(false);
                    inPool = true;
                    sliceStart = Stopwatch.GetTimestamp();
                }
            }
            catch (Exception exception)
            {
                response = Response.FromException(exception);
            }

            long end = Stopwatch.GetTimestamp();
            if (!IsWarmUp)
            {
                run.Record(start, start, end, response ?? Response.Fail(FailCauses.NoResponse));
            }

            if (inPool && end - sliceStart > SliceTicks)
            {
                await Task.Yield();
                sliceStart = Stopwatch.GetTimestamp();
            }
        }
    }

    private void BeginRequest(long start)
    {
        InvocationNumber++;
        IsWarmUp = start < run.MeasureFrom;
        if (IsWarmUp)
        {
            return;
        }

        Volatile.Write(ref _startedCount, _startedCount + 1);
        if (_startedCount == 1)
        {
            run.EnterMeasurement();
            Volatile.Write(ref _firstStart, start);
        }
    }
}
