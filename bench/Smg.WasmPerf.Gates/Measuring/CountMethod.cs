using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Gates.Measuring;

/// <summary>Something that is counted: how much of it a call of a guest costs the process once everything is warm.</summary>
/// <param name="Count">Returns the count of this process so far.</param>
public sealed record CountMethod(Func<long> Count) : IGateMethod
{
    private const int Blocks = 30;
    private const int CallsPerBlock = 500;
    private const int WarmUpCalls = 20_000;

    /// <summary>The size of a body where nothing depends on it.</summary>
    internal const int UsualBody = 2 << 10;

    /// <summary>Sizes of bodies up to 256 KB, for which a memory grows by no page, by one and by several.</summary>
    internal static IReadOnlyList<int> AllBodies { get; } = [0, 2 << 10, 16 << 10, 64 << 10, 128 << 10, 256 << 10];

    /// <summary>The guest's name in the library. Defaults to the minimal one.</summary>
    public string Guest { get; init; } = "minimal";

    /// <summary>The sizes of the bodies, which are sent in turn. Defaults to 2 KB.</summary>
    public IReadOnlyList<int> BodyBytes { get; init; } = [UsualBody];

    /// <inheritdoc/>
    public GateResult Run(Gate gate, GateContext context, CancellationToken cancellationToken)
    {
        WasmModule module = GuestLibrary.Load(Guest);
        MiddlewareRequest[] requests = [.. BodyBytes.Select(SampleMessages.Request)];
        using WasmRuntime runtime = new(context.Options);
        Repeat(runtime, module, requests, WarmUpCalls);

        double[] perCall = new double[Blocks];
        for (int i = 0; i < Blocks; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long before = Count();
            Repeat(runtime, module, requests, CallsPerBlock);
            perCall[i] = (Count() - before) / (double)CallsPerBlock;
            context.Progress($"{i + 1} of {Blocks} blocks");
        }

        return gate.Judge(MedianInterval.Of(perCall));
    }

    private static void Repeat(WasmRuntime runtime, WasmModule module, MiddlewareRequest[] requests, int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            _ = RuntimeCall.Run(runtime, module, requests[i % requests.Length]);
        }
    }
}
