using System.Collections.Concurrent;
using System.Diagnostics;
using NBomber.Contracts;
using NBomber.Contracts.Stats;

namespace NBomber.Engine;

/// <summary>Counts of a scenario and its steps.</summary>
internal sealed class ScenarioCounts
{
    private const string WholeRequest = "global information";
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(IResponse Response, double Ms)>> _all = new();

    public int FailCount => Of(WholeRequest).Count(one => one.Response.IsError);

    public Task MeasureAsync(Func<Task<IResponse>> run) => MeasureAsync(WholeRequest, run, failure => failure);

    public async Task<T> MeasureAsync<T>(string name, Func<Task<T>> run, Func<IResponse, T> failed)
        where T : IResponse
    {
        long start = Stopwatch.GetTimestamp();
        T response;
        try
        {
            response = await run().ConfigureAwait(false);
        }
        catch (RestartException)
        {
            response = failed(CSharp.Response.Fail());
        }
        catch (OperationCanceledException)
        {
            response = failed(CSharp.Response.Fail("-100", "operation timeout"));
        }
#pragma warning disable CA1031 // A scenario may throw anything; all of it is a failure.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            response = failed(CSharp.Response.Fail("-101", exception.Message));
        }

        Of(name).Enqueue((response, Stopwatch.GetElapsedTime(start).TotalMilliseconds));
        return response;
    }

    public ScenarioStats ToStats(string name, TimeSpan duration)
    {
        MeasurementStats ok = Measured(WholeRequest, isError: false, duration);
        MeasurementStats fail = Measured(WholeRequest, isError: true, duration);
        return new ScenarioStats
        {
            ScenarioName = name,
            Ok = ok,
            Fail = fail,
            StepStats =
            [
                .. _all
                    .Keys.Where(step => step != WholeRequest)
                    .Order()
                    .Select(step => new StepStats
                    {
                        StepName = step,
                        Ok = Measured(step, isError: false, duration),
                        Fail = Measured(step, isError: true, duration),
                    }),
            ],
            AllOkCount = ok.Request.Count,
            AllFailCount = fail.Request.Count,
            AllRequestCount = ok.Request.Count + fail.Request.Count,
            Duration = duration,
        };
    }

    private ConcurrentQueue<(IResponse Response, double Ms)> Of(string name) => _all.GetOrAdd(name, _ => new());

    private MeasurementStats Measured(string name, bool isError, TimeSpan duration)
    {
        (IResponse Response, double Ms)[] some = [.. Of(name).Where(one => one.Response.IsError == isError).OrderBy(one => one.Ms)];
        return new MeasurementStats
        {
            Request = new RequestStats { Count = some.Length, RPS = Math.Round(some.Length / duration.TotalSeconds, 2) },
            Latency =
                some.Length == 0
                    ? new LatencyStats()
                    : new LatencyStats
                    {
                        MinMs = Ms(0),
                        MeanMs = Math.Round(some.Average(one => one.Ms), 2),
                        MaxMs = Ms(100),
                        Percent50 = Ms(50),
                        Percent75 = Ms(75),
                        Percent95 = Ms(95),
                        Percent99 = Ms(99),
                    },
            StatusCodes =
            [
                .. some.GroupBy(one => one.Response.StatusCode)
                    .Where(group => group.Key.Length > 0)
                    .Select(group => new StatusCodeStats
                    {
                        StatusCode = group.Key,
                        IsError = isError,
                        Message = group.First().Response.Message,
                        Count = group.Count(),
                    }),
            ],
        };

        double Ms(int percent) => Math.Round(some[Math.Min(some.Length - 1, some.Length * percent / 100)].Ms, 2);
    }
}
