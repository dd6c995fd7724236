using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Scenarios.Load;

namespace Smg.WasmPerf.Cli.Commands.Compare;

/// <summary>A runtime that one caller calls in blocks of some milliseconds.</summary>
internal sealed class RuntimeArm : IArm
{
    private const int WarmUpCalls = 20;
    private const double BlockUs = 5_000;

    private readonly string _name;
    private readonly WasmRuntime _runtime;
    private readonly Target _target;
    private readonly int _callsPerBlock;
    private readonly int _uncountedCalls;

    public RuntimeArm(string name, WasmRuntimeOptions options, Target target, double moreWork = 0)
    {
        _name = name;
        _target = target;
        _runtime = new WasmRuntime(options);
        try
        {
            Call();
            double us = BlockTimer.MicrosecondsPerOperation(WarmUpCalls, Call);
            _callsPerBlock = (int)Math.Clamp(BlockUs / us, 1, BlockUs);
            _uncountedCalls = (int)Math.Round(_callsPerBlock * moreWork);
        }
        catch
        {
            _runtime.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>The cost is the time of one call; the calls beyond the block's take time and do not count.</remarks>
    public double RunBlock()
    {
        int calls = _callsPerBlock + _uncountedCalls;
        return BlockTimer.MicrosecondsPerOperation(calls, Call) * calls / _callsPerBlock;
    }

    public void Dispose() => _runtime.Dispose();

    private void Call()
    {
        ValueTask<ExecutionResult> call = _target.ExecuteAsync(_runtime);
        ExecutionResult result = call.IsCompletedSuccessfully ? call.Result : call.AsTask().GetAwaiter().GetResult();
        if (result.Action is null)
        {
            throw new InvalidOperationException($"a call of side {_name} failed: {result.Failure}");
        }
    }
}
