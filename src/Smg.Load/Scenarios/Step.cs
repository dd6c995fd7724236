using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Smg.Load.Scenarios;

/// <summary>Runs parts of a request that are measured by themselves too.</summary>
[SuppressMessage(
    "Naming",
    "CA1716:Identifiers should not match keywords",
    Justification = "The keyword is Visual Basic's; load engines call it so."
)]
public static class Step
{
    /// <summary>Runs a step. An exception counts as the step's failure and propagates to the request.</summary>
    /// <param name="name">Name of the step in the results.</param>
    /// <param name="context">The request that the step is part of.</param>
    /// <param name="run">The step.</param>
    /// <returns>The step's result, which a request returns or uses to continue.</returns>
    public static async Task<IResponse> Run(string name, IScenarioContext context, Func<Task<IResponse>> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return await Run(name, context, run, static run => new ValueTask<IResponse>(run())).ConfigureAwait(false);
    }

    /// <summary>Runs a step that often ends without waiting: it then costs no allocation.</summary>
    /// <param name="name">Name of the step in the results.</param>
    /// <param name="context">The request that the step is part of.</param>
    /// <param name="state">What <paramref name="run"/> gets, so that it needs no closure.</param>
    /// <param name="run">The step.</param>
    /// <returns>The step's result. Await it exactly once.</returns>
    public static ValueTask<IResponse> Run<TState>(
        string name,
        IScenarioContext context,
        TState state,
        Func<TState, ValueTask<IResponse>> run
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(run);
        long start = Stopwatch.GetTimestamp();
        ValueTask<IResponse> pending;
        try
        {
            pending = run(state);
        }
        catch (Exception exception)
        {
            Record(name, context, start, Response.FromException(exception));
            throw;
        }

        if (!pending.IsCompletedSuccessfully)
        {
            return FinishAsync(name, context, start, pending);
        }

        IResponse response = pending.Result;
        Record(name, context, start, response);
        return ValueTask.FromResult(response);
    }

    private static async ValueTask<IResponse> FinishAsync(string name, IScenarioContext context, long start, ValueTask<IResponse> pending)
    {
        try
        {
            IResponse response = await pending.ConfigureAwait(false);
            Record(name, context, start, response);
            return response;
        }
        catch (Exception exception)
        {
            Record(name, context, start, Response.FromException(exception));
            throw;
        }
    }

    private static void Record(string name, IScenarioContext context, long start, IResponse response)
    {
        if (!context.IsWarmUp && context is IStepContext steps)
        {
            steps.RecordStep(name, start, Stopwatch.GetTimestamp(), response);
        }
    }
}
