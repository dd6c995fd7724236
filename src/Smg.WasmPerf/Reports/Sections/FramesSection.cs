using System.Globalization;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Reports.Sections;

/// <summary>Where the sides of gates that failed spend their time: a table for each gate that was looked into.</summary>
internal static class FramesSection
{
    /// <summary>The section; none when no gate was looked into.</summary>
    /// <param name="results">The results.</param>
    public static IEnumerable<ReportSection> Of(RunResults results)
    {
        GateResult[] rows = [.. results.Gates.Where(gate => gate.Frames is not null)];
        if (rows.Length > 0)
        {
            yield return new ReportSection(
                "Where the sides of failed gates spend their time",
                [
                    new TextBlock(
                        "After the measurement, both sides ran again under the profiler. A method's share is the part of the "
                            + "samples in which it was the innermost method outside of .NET's libraries; time in these, in native code "
                            + "and in inlined methods counts for the method that called them. The tables list methods whose share is "
                            + "larger on the side that missed."
                    ),
                    .. rows.SelectMany(gate => Blocks(gate, gate.Frames!)),
                ]
            );
        }
    }

    private static IEnumerable<ReportBlock> Blocks(GateResult gate, IReadOnlyList<FrameShareResult> frames)
    {
        GateSides sides = GateSides.Of(gate);
        bool grewInB = gate.Direction == GateDirection.AtLeast;
        (string more, string less) = grewInB ? (Named("B", sides.B), Named("A", sides.A)) : (Named("A", sides.A), Named("B", sides.B));
        yield return new HeadingBlock($"{gate.Name}: methods whose share grew with {more} over {less}");
        yield return frames.Count == 0
            ? new TextBlock(
                "No method's share differs by a percent or more: the difference is in native or inlined code, or the machine was "
                    + "too busy for the profiler."
            )
            : TableBlock.Of(
                frames,
                ["Method", ">Share of A", ">Share of B"],
                frame => [$"`{frame.Frame}`", Percent(frame.ShareA), Percent(frame.ShareB)]
            );
    }

    /// <summary>A side with its letter, as the table's columns name it.</summary>
    private static string Named(string letter, string side) => side == letter ? letter : $"{side} ({letter})";

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");
}
