using System.Diagnostics;
using Smg.Load.Scenarios;

namespace Smg.Load.Running;

/// <summary>One arrival of an open model.</summary>
internal sealed class OpenRequest(OpenRun run, long number, long intended, bool isWarmUp)
    : IScenarioContext,
        IStepContext,
        IThreadPoolWorkItem
{
    /// <inheritdoc/>
    public string ScenarioName => run.Props.Name;

    /// <inheritdoc/>
    public int InstanceNumber => 0;

    /// <inheritdoc/>
    public long InvocationNumber => number;

    /// <inheritdoc/>
    public bool IsWarmUp => isWarmUp;

    /// <inheritdoc/>
    public CancellationToken CancellationToken => run.RequestToken;

    /// <inheritdoc/>
    public void RecordStep(string name, long start, long end, IResponse response) => run.Steps.Record(name, start, end, response);

    /// <inheritdoc/>
    public void StopScenario(string reason) => run.StopScenario(reason);

    /// <inheritdoc/>
    public void Execute()
    {
        if (run.Inline is { } policy)
        {
            long? waits = ThreadWaits.Count();
            long start = Stopwatch.GetTimestamp();
            _ = ExecuteAsync();
            policy.RequestLetGo(Stopwatch.GetTimestamp() - start, waits);
        }
        else
        {
            _ = ExecuteAsync();
        }
    }

    private async Task ExecuteAsync()
    {
        try
        {
            // What is still queued when the run is given up must not load the system any more.
            if (!CancellationToken.IsCancellationRequested)
            {
                await RequestAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            run.Abort(exception);
        }
        finally
        {
            run.RequestEnded();
        }
    }

    private async ValueTask RequestAsync()
    {
        long start = Stopwatch.GetTimestamp();
        IResponse? response;
        try
        {
            response = await run.Props.Run(this).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            response = Response.FromException(exception);
        }

        long end = Stopwatch.GetTimestamp();
        if (!isWarmUp)
        {
            run.Record(intended, start, end, response ?? Response.Fail(FailCauses.NoResponse));
        }
    }
}
