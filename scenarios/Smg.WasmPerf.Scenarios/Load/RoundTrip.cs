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
        await request.ProbeAsync(runtime).ConfigureAwait(false);
        await response.ProbeAsync(runtime).ConfigureAwait(false);
        int rate = await CapacityProbe
            .RateAsync(
                settings,
                HighestDefaultRate,
                async () =>
                {
                    await request.ProbeAsync(runtime).ConfigureAwait(false);
                    await response.ProbeAsync(runtime).ConfigureAwait(false);
                }
            )
            .ConfigureAwait(false);

        // One answer in ten is eight times as long.
        IDataFeed<MiddlewareResponse> answers = DataFeed.Circular<MiddlewareResponse>([
            .. Enumerable.Repeat(SampleMessages.Response(settings.BodyBytes), 9),
            SampleMessages.Response(settings.BodyBytes * 8),
        ]);
        Counter bytes = Metric.CreateCounter("response bytes", "B");
        Gauge waiting = Metric.CreateGauge("calls that wait", "calls");
        Dictionary<string, string> parameters = Parameters(settings, settings.Options, "auth+body-rewrite", rate);
        return await MeasureAsync(
                settings,
                runtime,
                progress,
                $"guests={parameters["guest"]}, rate={rate}/s",
                parameters,
                cancellationToken,
                LoadEngine
                    .Scenario(
                        Name,
                        async context =>
                        {
                            waiting.Set(runtime.QueueLength);
                            IResponse admitted = await LoadEngine
                                .Step("on-request", context, () => request.CallAsync(runtime))
                                .ConfigureAwait(false);
                            if (admitted.IsError)
                            {
                                return admitted;
                            }

                            MiddlewareResponse answer = answers.GetNextItem();
                            bytes.Add(answer.Body.Length);
                            return await LoadEngine
                                .Step("on-response", context, () => (response with { Input = answer }).CallAsync(runtime))
                                .ConfigureAwait(false);
                        }
                    )
                    .WithInit(context =>
                    {
                        context.RegisterMetric(bytes);
                        context.RegisterMetric(waiting);
                        return Task.CompletedTask;
                    })
                    .WithLoadSimulations(Simulation.Inject(rate, TimeSpan.FromSeconds(1), settings.Duration))
            )
            .ConfigureAwait(false);
    }
}
