using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Scenarios.Tuning;

/// <summary>
/// A runtime with as many callers as processors, each of which calls again when it has its answer. The cost is the time of one call, all
/// callers together.
/// </summary>
internal sealed class ThroughputArm : IArm
{
    private const double BlockUs = 8_000;
    private const double MostGrowth = 8;

    private readonly WasmRuntime _runtime;
    private readonly CallerThreads _callers;
    private readonly int _callsPerThread;

    public ThroughputArm(
        WasmRuntimeOptions options,
        WasmModule module,
        AttachPoint attachPoint,
        IReadOnlyList<MiddlewareInput> messages,
        int pipeline
    )
    {
        _runtime = new WasmRuntime(options);
        _callers = new CallerThreads(_runtime, module, attachPoint, messages, Environment.ProcessorCount, pipeline);
        try
        {
            // Whole sequences of messages, so that every block has the same mix. A trial of some length says how many: a short one would
            // time threads that wake up.
            RunBlock(messages.Count);
            _callsPerThread = messages.Count;
            for (double us = BlockTime(); us < BlockUs; us = BlockTime())
            {
                _callsPerThread =
                    messages.Count * (int)Math.Ceiling(_callsPerThread / messages.Count * Math.Clamp(1.1 * BlockUs / us, 2, MostGrowth));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public double RunBlock() => RunBlock(_callsPerThread);

    public void Dispose()
    {
        _callers.Dispose();
        _runtime.Dispose();
    }

    /// <summary>The shorter of two blocks: the first may find cold code.</summary>
    private double BlockTime() => Math.Min(RunBlock(), RunBlock()) * _callsPerThread * Environment.ProcessorCount;

    private double RunBlock(int callsPerThread)
    {
        try
        {
            return _callers.RunBlock(callsPerThread);
        }
        catch (InvalidOperationException exception)
        {
            throw new CandidateException(exception.Message);
        }
    }
}
