using System.Globalization;
using Smg.WasmPerf.Plots;
using Smg.WasmPerf.Reports.Pages;

namespace Smg.WasmPerf.History;

/// <summary>A history as a page: for each machine its figures, and plots of the gates and of what has changed.</summary>
public static class HistoryReport
{
    /// <summary>The Markdown's file name.</summary>
    public const string MarkdownName = "history.md";

    /// <summary>The HTML's file name.</summary>
    public const string HtmlName = "history.html";

    /// <summary>More plots than this are not drawn for a machine: those that changed first.</summary>
    private const int MostPlots = 24;

    /// <summary>Writes the pages and plots.</summary>
    /// <param name="series">The series.</param>
    /// <param name="directory">Where to; it is made when it is missing.</param>
    /// <returns>The path of the HTML.</returns>
    public static string Write(IReadOnlyList<HistorySeries> series, string directory)
    {
        string plots = Path.Combine(directory, PlotSet.DirectoryName);
        Directory.CreateDirectory(plots);
        ReportPage page = new(
            "History",
            [.. series.GroupBy(one => one.Machine).SelectMany((machine, i) => Sections([.. machine], i, plots))]
        );
        File.WriteAllText(Path.Combine(directory, MarkdownName), MarkdownPage.Render(page));
        string html = Path.Combine(directory, HtmlName);
        File.WriteAllText(html, HtmlPage.Render(page));
        return html;
    }

    private static IEnumerable<ReportSection> Sections(IReadOnlyList<HistorySeries> series, int machine, string plots)
    {
        TableBlock table = TableBlock.Of(
            series.OrderByDescending(one => one.Changes.Count > 0),
            ["Figure", ">Runs", ">Level now", ">Level before", ">Change", "Since"],
            Cells
        );
        string[] changes = [.. series.Select(LevelChange.Describe).OfType<string>()];
        HistorySeries[] drawn =
        [
            .. series
                .Where(one => one.Points.Count > 1 && (one.Changes.Count > 0 || one.Name.StartsWith("gate ", StringComparison.Ordinal)))
                .OrderByDescending(one => one.Changes.Count > 0)
                .Take(MostPlots),
        ];
        yield return new ReportSection(
            series[0].Machine,
            [
                .. changes.Select(change => new TextBlock($"{change}.")),
                table,
                .. drawn.Select((one, i) => new PlotBlock(Draw(one, $"trend-{machine}-{i}", plots))),
            ]
        );
    }

    private static PlotFile Draw(HistorySeries series, string name, string plots)
    {
        using PlotImage light = TrendPlot.Draw(series, PlotStyle.Light);
        using PlotImage dark = TrendPlot.Draw(series, PlotStyle.Dark);
        byte[] png = light.ToPng();
        File.WriteAllBytes(Path.Combine(plots, $"{name}.png"), png);
        return new PlotFile(series.Name, $"{PlotSet.DirectoryName}/{name}.png", light.AltText, TrendPlot.HowToRead, png, dark.ToPng());
    }

    private static string[] Cells(HistorySeries one)
    {
        HistoryFigure figure = one.Points[0].Figure;
        double now = one.Levels[^1].Median;
        double? before = one.Levels.Count == 1 ? null : one.Levels[^2].Median;
        return
        [
            $"`{one.Name}`",
            one.Points.Count.ToString(CultureInfo.InvariantCulture),
            figure.Text(now),
            before is { } old ? figure.Text(old) : "",
            before is > 0 and { } level ? ((now / level) - 1).ToString("+0.0 %;-0.0 %", CultureInfo.InvariantCulture) : "",
            one.Changes.Count == 0 ? "" : LevelChange.Since(one.Points[one.Changes[^1]].Entry),
        ];
    }
}
