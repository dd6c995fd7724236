using System.Diagnostics.CodeAnalysis;

namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>What runs in a process of <see cref="GateProcess"/>.</summary>
internal static class GateProgram
{
    /// <summary>Runs what the arguments ask for; null where they are not a gate's.</summary>
    /// <param name="arguments">The process's arguments.</param>
    /// <param name="input">Where it is asked.</param>
    /// <param name="output">Where it answers.</param>
    public static int? Run(IReadOnlyList<string> arguments, TextReader input, TextWriter output) =>
        CallerPlan.FromArguments(arguments) is { } callers ? Guard(output, () => CallerProgram.Run(callers, input, output))
        : StartPlan.FromArguments(arguments) is { } start ? Guard(output, () => StartProgram.Run(start, input, output))
        : null;

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The process that asked reports it.")]
    private static int Guard(TextWriter output, Action run)
    {
        // Ctrl-C reaches all processes of a terminal: the one that started this one decides when it ends.
        Console.CancelKeyPress += (_, press) => press.Cancel = true;
        try
        {
            run();
            return 0;
        }
        catch (Exception e)
        {
            output.WriteLine(GateProcess.Failure + e.GetBaseException().Message.ReplaceLineEndings(" "));
            return 1;
        }
    }
}
