using NBomber.Contracts;
using NBomber.Engine;

namespace NBomber.CSharp;

/// <summary>Runs parts of a request that are also measured separately.</summary>
public static class Step
{
    /// <summary>Runs a step. What it throws becomes a failing response.</summary>
    /// <typeparam name="T">The payload's type.</typeparam>
    /// <param name="name">The step's name.</param>
    /// <param name="context">The request.</param>
    /// <param name="run">What the step does.</param>
    public static async Task<Response<T>> Run<T>(string name, IScenarioContext context, Func<Task<Response<T>>> run)
    {
        RequestContext request = (RequestContext)context;
        Response<T> response = await request
            .Counts.MeasureAsync(name, run, failure => new Response<T>(isError: true, failure.StatusCode, failure.Message, 0, 0))
            .ConfigureAwait(false);
        return response.IsError && request.Restarts ? throw new RestartException() : response;
    }
}
