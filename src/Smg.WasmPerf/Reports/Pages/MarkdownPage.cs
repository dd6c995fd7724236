using System.Globalization;
using System.Text;
using Smg.WasmPerf.Plots;

namespace Smg.WasmPerf.Reports.Pages;

/// <summary>Writes a report as Markdown.</summary>
internal static class MarkdownPage
{
    /// <summary>The page's text.</summary>
    /// <param name="page">The page.</param>
    public static string Render(ReportPage page)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"# {page.Title}\n\n");
        foreach (ReportSection section in page.Sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {section.Title}\n\n");
            foreach (ReportBlock block in section.Blocks)
            {
                text.Append(Render(block));
            }
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>A block's text, with an empty line after it.</summary>
    /// <param name="block">The block.</param>
    public static string Render(ReportBlock block) =>
        block switch
        {
            HeadingBlock heading => $"### {OneLine(heading.Text)}\n\n",
            TextBlock text => $"{OneLine(text.Text)}\n\n",
            BannerBlock banner => $"> **⚠ {OneLine(banner.Text)}**\n\n",
            ListBlock list => string.Concat(list.Items.Select(item => $"- {OneLine(item)}\n")) + "\n",
            CommandBlock command => $"```sh\n{command.Text}\n```\n\n",
            PlotBlock plot => Picture(plot.Plot),
            TableBlock table => Table(table),
            _ => throw new ArgumentException($"Unknown block: no Markdown for a {block.GetType().Name}.", nameof(block)),
        };

    private static string Picture(PlotFile plot)
    {
        string alt = OneLine(plot.AltText).Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);
        return $"### {plot.Title}\n\n![{alt}]({plot.RelativePath})\n\n{plot.HowToRead}\n\n";
    }

    private static string Table(TableBlock table)
    {
        StringBuilder text = new();
        AppendRow(text, table.Headings);
        text.Append('|').AppendJoin('|', table.Headings.Select((_, column) => table.IsOfNumbers(column) ? "---:" : "---")).Append("|\n");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            AppendRow(text, row);
        }

        return text.Append('\n').ToString();
    }

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ")
            .AppendJoin(" | ", cells.Select(cell => OneLine(cell).Replace("|", "\\|", StringComparison.Ordinal)))
            .Append(" |\n");

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
