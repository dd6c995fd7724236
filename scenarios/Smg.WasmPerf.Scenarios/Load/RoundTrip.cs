using Smg.Load.Running;
using Smg.Load.Scenarios;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Engines;

namespace Smg.WasmPerf.Scenarios.Load;

/// <summary>Requests that pass auth on their way in and body-rewrite on their way out, with bodies of several sizes.</summary>
public sealed class RoundTrip : LoadScenario
{
    private const int HighestDefaultRate = 500;

    /// <inheritdoc/>
    public override string Name => "round-trip";

    /// <inheritdoc/>
    public override string Description =>
        "How long do the two halves of a round trip take: auth for the request, body-rewrite for the response?";

    /// <inheritdoc/>
    public override bool TakesModule => false;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<LoadResult>> RunAsync(
        LoadSettings settings,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        using WasmRuntime runtime = new(settings.Options);
        Target request = new(GuestLibrary.Load("auth"), AttachPoint.OnRequest, SampleMessages.Request(settings.BodyBytes));
        Target response = new(GuestLibrary.Load("body-rewrite"), AttachPoint.OnResponse, SampleMessages.Response(settings.BodyBytes));
        await Target.ProbeAsync(runtime, request, response).ConfigureAwait(false);
        int rate = await CapacityProbe
            .RateAsync(settings, HighestDefaultRate, () => Target.ProbeAsync(runtime, request, response))
            .ConfigureAwait(false);

        Dictionary<string, string> parameters = Parameters(settings, settings.Options, "auth+body-rewrite", rate);
        return await LoadEngine
            .MeasureAsync(
                new LoadMeasurement(settings, progress)
                {
                    Runtime = runtime,
                    Configuration = $"guests={parameters["guest"]}, rate={rate}/s",
                    Parameters = parameters,
                },
                [
                    BothHalves(runtime, (request, response), settings.BodyBytes)
                        .WithLoadSimulations(Simulation.Inject(rate, TimeSpan.FromSeconds(1), settings.Duration)),
                ],
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>A request's call, then its response's, each measured as a step.</summary>
    private ScenarioProps BothHalves(WasmRuntime runtime, (Target Request, Target Response) targets, int bodyBytes)
    {
        // One answer in ten is eight times as long.
        IDataFeed<MiddlewareResponse> answers = DataFeed.Circular<MiddlewareResponse>([
            .. Enumerable.Repeat(SampleMessages.Response(bodyBytes), 9),
            SampleMessages.Response(bodyBytes * 8),
        ]);
        Counter bytes = Metric.CreateCounter("response bytes", "B");
        Gauge waiting = Metric.CreateGauge("calls that wait", "calls");
        return LoadEngine
            .Scenario(
                Name,
                async context =>
                {
                    waiting.Set(runtime.QueueLength);
                    IResponse admitted = await LoadEngine
                        .Step("on-request", context, () => targets.Request.CallAsync(runtime))
                        .ConfigureAwait(false);
                    if (admitted.IsError)
                    {
                        return admitted;
                    }

                    MiddlewareResponse answer = answers.GetNextItem();
                    bytes.Add(answer.Body.Length);
                    return await LoadEngine
                        .Step("on-response", context, () => (targets.Response with { Input = answer }).CallAsync(runtime))
                        .ConfigureAwait(false);
                }
            )
            .WithInit(context =>
            {
                context.RegisterMetric(bytes);
                context.RegisterMetric(waiting);
                return Task.CompletedTask;
            });
    }
}
