using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Smg.Wasm.Options;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Diagnostics;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Commands.Gates;

/// <summary>Looks at the two sides of a gate that failed, after its measurement and apart from it.</summary>
internal static class GateProfile
{
    /// <summary>How long each side runs.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    /// <summary>Adds the methods that the side which fell short spends more of its time in than the other.</summary>
    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "A gate keeps its verdict, whatever happens to the look at it."
    )]
    public static GateResult Add(
        Gate gate,
        GateResult result,
        WasmRuntimeOptions options,
        TimeSpan time,
        RunConsole console,
        CancellationToken cancellationToken
    )
    {
        // A gate that asks for a higher ratio wants a faster B; one that asks for a lower ratio wants a faster A.
        bool isShortInB = result.Direction == GateDirection.AtLeast;
        IPairedWorkload? sides = null;
        try
        {
            sides = gate.Method.Sides(options);
            if (sides is null)
            {
                return result;
            }

            console.Update($"profiling the sides of {gate.Name} ...");
            IReadOnlyList<FrameShareResult> frames = ArmProfiler.Compare(sides, time, isShortInB, cancellationToken);
            foreach (FrameShareResult frame in frames.Take(3))
            {
                console.Line(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"    grew in {(isShortInB ? "B" : "A")}: {frame.Frame}: A {100 * frame.ShareA:F1} %, B {100 * frame.ShareB:F1} %"
                    )
                );
            }

            return result with
            {
                Frames = frames,
            };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The verdict does not depend on the profile.
            console.Line($"    not profiled: {e.Message}");
            return result;
        }
        finally
        {
            (sides as IDisposable)?.Dispose();
        }
    }
}
