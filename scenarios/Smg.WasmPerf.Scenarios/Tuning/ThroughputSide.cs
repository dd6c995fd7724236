using Smg.Wasm;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Scenarios.Tuning;

/// <summary>A runtime with as many callers as processors, each of which calls again when it has its answer. The cost is the time of one call, all callers together.</summary>
internal sealed class ThroughputSide : ISide
{
    private const double BlockUs = 10_000;

    private readonly WasmRuntime _runtime;
    private readonly CallerThreads _callers;
    private readonly int _callsPerThread;

    public ThroughputSide(WasmRuntimeOptions options, WasmModule module, IReadOnlyList<MiddlewareInput> messages, int pipeline)
    {
        int threads = Environment.ProcessorCount;
        _runtime = new WasmRuntime(options);
        _callers = new CallerThreads(_runtime, module, messages, threads, pipeline);
        try
        {
            // Whole sequences of messages, so that every block has the same mix.
            RunBlock(messages.Count);
            double sequenceUs = RunBlock(messages.Count) * messages.Count * threads;
            _callsPerThread = messages.Count * (int)Math.Clamp(BlockUs / sequenceUs, 1, BlockUs);
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
