using System.Diagnostics;
using System.Globalization;
using Smg.Wasm.Options;

namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>
/// A process with a runtime and callers in it, which run a block when they are asked to. Two of them share the processors and nothing else.
/// </summary>
internal sealed class CallerProcess : IDisposable
{
    private readonly GateProcess _process;

    private CallerProcess(GateProcess process) => _process = process;

    /// <summary>Starts a process and waits until it is ready.</summary>
    /// <param name="options">The options of its runtime.</param>
    /// <param name="plan">What its callers call.</param>
    /// <param name="wrap">What the process is started under; null for nothing.</param>
    /// <exception cref="InvalidOperationException">It did not start; the message says why.</exception>
    public static CallerProcess Start(WasmRuntimeOptions options, CallerPlan plan, Func<ProcessStartInfo, ProcessStartInfo>? wrap = null) =>
        new(GateProcess.Start(options, plan.ToArguments(), wrap));

    /// <summary>Asks for a block.</summary>
    /// <param name="calls">Calls of each caller.</param>
    public void Begin(int calls) => _process.Write(calls.ToString(CultureInfo.InvariantCulture));

    /// <summary>Runs a block.</summary>
    /// <param name="calls">Calls of each caller.</param>
    public void Run(int calls)
    {
        Begin(calls);
        _ = End();
    }

    /// <summary>Waits for the block's end.</summary>
    /// <returns>When it began and ended, as <see cref="Stopwatch.GetTimestamp"/> counts in every process of this machine.</returns>
    public (long Began, long Ended) End()
    {
        string[] words = _process.Read().Split(' ');
        return (long.Parse(words[0], CultureInfo.InvariantCulture), long.Parse(words[1], CultureInfo.InvariantCulture));
    }

    public void Dispose() => _process.Dispose();
}
