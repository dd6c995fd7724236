using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Gates.Measuring;

/// <summary>
/// System calls that change the address space, counted in a process that calls a guest once everything is warm.
/// </summary>
/// <param name="Guest">The guest's name in the library.</param>
/// <param name="BodyBytes">The sizes of the bodies, which are sent in turn.</param>
internal sealed record SystemCallMethod(string Guest, IReadOnlyList<int> BodyBytes) : IGateMethod
{
    private const int Blocks = 20;
    private const int CallsOfEachSize = 100;

    /// <summary>Calls of a size are learned from, and its form is compiled meanwhile.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public GateResult Run(Gate gate, GateContext context, CancellationToken cancellationToken)
    {
        using SystemCallTrace trace = new();

        // A compiler process would be traced too.
        using CallerProcess callers = CallerProcess.Start(
            context.Options with
            {
                CompileGuard = CompileGuard.None,
            },
            new CallerPlan(1, Guest, BodyBytes),
            trace.Wrap
        );
        int calls = CallsOfEachSize * BodyBytes.Count;
        for (long begin = Environment.TickCount64; Environment.TickCount64 - begin < WarmUp.TotalMilliseconds; )
        {
            cancellationToken.ThrowIfCancellationRequested();
            callers.Run(calls);
        }

        _ = trace.Count();
        double[] perCall = new double[Blocks];
        for (int i = 0; i < Blocks; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            callers.Run(calls);
            perCall[i] = trace.Count() / (double)calls;
            context.Progress($"{i + 1} of {Blocks} blocks");
        }

        return gate.Judge(MedianInterval.Of(perCall));
    }
}
