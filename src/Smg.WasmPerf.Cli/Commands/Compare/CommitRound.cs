using Smg.WasmPerf.CallTimer;
using Smg.WasmPerf.Experiments;

namespace Smg.WasmPerf.Cli.Commands.Compare;

/// <summary>
/// Makes the sides of the rounds in which two commits are compared: three processes, of A, of A once more as the control, and of B, alive
/// at once and called in turn.
/// </summary>
/// <param name="assemblyA">The call timer that was built with A.</param>
/// <param name="assemblyB">The call timer that was built with B.</param>
/// <param name="calls">The calls, a case each.</param>
/// <param name="cancellationToken">Ends the processes.</param>
internal sealed class CommitRound(string assemblyA, string assemblyB, IReadOnlyList<TimedCall> calls, CancellationToken cancellationToken)
{
    private const double BlockUs = 2_000;
    private const int TrialCalls = 50;

    /// <summary>How many calls a block has, by case: the same on all sides and in all rounds.</summary>
    private int[]? _callsPerBlock;

    /// <summary>Starts the processes of the next round.</summary>
    public LiveRound Prepare()
    {
        List<CallTimerProcess> processes = [];
        try
        {
            foreach ((string side, string assembly) in new[] { ("A", assemblyA), ("A", assemblyA), ("B", assemblyB) })
            {
                processes.Add(new CallTimerProcess(side, assembly, calls, cancellationToken));
            }

            processes.ForEach(process => process.WaitUntilReady());
            _callsPerBlock ??= [.. Enumerable.Range(0, calls.Count).Select(i => CallsOfABlock(processes[0].Run(i, TrialCalls)))];
        }
        catch
        {
            processes.ForEach(process => process.Dispose());
            throw;
        }

        return new LiveRound([.. Enumerable.Range(0, calls.Count).Select(i => Sides(processes, i, _callsPerBlock[i]))], [.. processes]);
    }

    private static ComparisonArms Sides(List<CallTimerProcess> processes, int call, int count) =>
        new(() => processes[0].Run(call, count), () => processes[1].Run(call, count), () => processes[2].Run(call, count));

    private static int CallsOfABlock(double us) => (int)Math.Clamp(BlockUs / us, 1, BlockUs);
}
