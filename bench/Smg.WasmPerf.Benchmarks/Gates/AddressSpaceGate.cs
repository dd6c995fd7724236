using Smg.Wasm.Options;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>
/// Changes of the address space by a call once everything is warm. Each takes the process's mapping lock and interrupts every other processor that runs it, so that
/// it costs more the more processors there are. The count is the same on all machines.
/// </summary>
public sealed class AddressSpaceGate : IGate
{
    private const int Blocks = 20;
    private const int CallsPerBlock = 100;

    /// <summary>Calls of a size are learned from, and its form is compiled meanwhile.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <summary>None up to 256 KB: a memory that begins with two pages less, or a pool slot that another form had, shows at one of these.</summary>
    internal static IReadOnlyList<int> Bodies { get; } = [0, 2 << 10, 16 << 10, 64 << 10, 128 << 10, 256 << 10];

    /// <inheritdoc/>
    public string Name => "address_space_calls_per_execution";

    /// <inheritdoc/>
    public string Description => "calls of mprotect, madvise, mmap, munmap and ioctl by the process for a call of the minimal guest, with bodies of 0 to 256 KB in turn";

    /// <inheritdoc/>
    public string? CannotRun => SystemCallTrace.FindObstacle();

    /// <inheritdoc/>
    public double Threshold => 0.01;

    /// <inheritdoc/>
    public string Unit => "calls";

    /// <inheritdoc/>
    public GateDirection Direction => GateDirection.AtMost;

    /// <inheritdoc/>
    public GateResult Run(GateContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        using SystemCallTrace trace = new();

        // A compiler process of its own would be traced too.
        using CallerProcess callers = CallerProcess.Start(
            context.Options with { CompileGuard = CompileGuard.None }, new CallerPlan(1, "minimal", Bodies), trace.Wrap);
        int calls = CallsPerBlock * Bodies.Count;
        for (long begin = Environment.TickCount64; Environment.TickCount64 - begin < WarmUp.TotalMilliseconds;)
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

        MedianInterval interval = MedianInterval.Of(perCall);
        return new GateResult
        {
            Name = Name,
            Description = Description,
            Value = interval.Median,
            Low = interval.Low,
            High = interval.High,
            Threshold = Threshold,
            Unit = Unit,
            Direction = Direction,
            Verdict = GateEvaluator.Evaluate(interval, Threshold, Direction),
            Samples = interval.Samples,
            LookCloser = ((IGate)this).LookCloser,
        };
    }
}
