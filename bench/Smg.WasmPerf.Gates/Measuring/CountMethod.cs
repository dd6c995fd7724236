using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Gates.Measuring;

/// <summary>Something that is counted: how much of it a call of the minimal guest with a body of 2 KB costs the process once everything is warm.</summary>
/// <param name="Count">Returns the count of this process so far.</param>
public sealed record CountMethod(Func<long> Count) : IGateMethod
{
    private const int Blocks = 30;
    private const int CallsPerBlock = 500;
    private const int WarmUpCalls = 2000;
    private const int BodyBytes = 2 << 10;

    /// <inheritdoc/>
    public GateResult Run(Gate gate, GateContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentNullException.ThrowIfNull(context);
        WasmModule module = GuestLibrary.Load("minimal");
        MiddlewareRequest request = SampleMessages.Request(BodyBytes);
        using WasmRuntime runtime = new(context.Options);
        Repeat(runtime, module, request, WarmUpCalls);

        double[] perCall = new double[Blocks];
        for (int i = 0; i < Blocks; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long before = Count();
            Repeat(runtime, module, request, CallsPerBlock);
            perCall[i] = (Count() - before) / (double)CallsPerBlock;
            context.Progress($"{i + 1} of {Blocks} blocks");
        }

        return gate.Judge(MedianInterval.Of(perCall));
    }

    private static void Repeat(WasmRuntime runtime, WasmModule module, MiddlewareRequest request, int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            _ = RuntimeCall.Run(runtime, module, request);
        }
    }
}
