using Smg.Load;
using Smg.Load.Stats;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Scenarios.Load;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Scenarios.Tuning;

/// <summary>
/// A runtime at an arrival rate. The cost is the 99th percentile of the response time, from the intended start: always by the project's own
/// engine.
/// </summary>
internal sealed class ResponseTimeArm : IArm
{
    private const double ArrivalsPerBlock = 500;
    private const int Attempts = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(100);

    private readonly WasmRuntime _runtime;
    private readonly LoadRunner _block;
    private readonly int _rate;

    public ResponseTimeArm(
        WasmRuntimeOptions options,
        WasmModule module,
        AttachPoint attachPoint,
        IReadOnlyList<MiddlewareInput> messages,
        int rate
    )
    {
        _rate = rate;
        _runtime = new WasmRuntime(options);
        Target[] targets = [.. messages.Select(message => new Target(module, attachPoint, message))];
        TimeSpan during = TimeSpan.FromSeconds(Math.Clamp(ArrivalsPerBlock / rate, 0.25, 2));
        _block = LoadRunner.RegisterScenarios(
            Smg.Load.Scenarios.Scenario.Create("tune", context => CallAsync(targets[(int)(context.InvocationNumber % targets.Length)]))
                .WithWarmUpDuration(WarmUp)
                .WithMaxFailCount(1)
                .WithLoadSimulations(Smg.Load.Scenarios.Simulation.Inject(rate, TimeSpan.FromSeconds(1), during))
        );
        try
        {
            targets[0].ProbeAsync(_runtime).AsTask().GetAwaiter().GetResult();
        }
        catch (InvalidOperationException exception)
        {
            _runtime.Dispose();
            throw new CandidateException(exception.Message);
        }
    }

    /// <summary>Runs a block. One whose arrivals were late says nothing of the runtime: it is run again.</summary>
    public double RunBlock()
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            ScenarioStats stats = _block.Run().ScenarioStats[0];
            if (stats.Fail.StatusCodes is [{ } failure, ..])
            {
                throw new CandidateException($"calls fail at {_rate} arrivals a second: {failure.StatusCode}");
            }

            if (!stats.GeneratorLimited)
            {
                return stats.ResponseTime.P99Us;
            }
        }

        throw new CandidateException(
            $"this machine's load generator cannot keep {_rate} arrivals a second beside the runtime: lower --rate"
        );
    }

    public void Dispose() => _runtime.Dispose();

    private async ValueTask<Smg.Load.Scenarios.IResponse> CallAsync(Target target) =>
        (await target.ExecuteAsync(_runtime).ConfigureAwait(false)).Failure is { } failure
            ? Smg.Load.Scenarios.Response.Fail(failure.Cause.ToString())
            : Smg.Load.Scenarios.Response.Ok();
}
