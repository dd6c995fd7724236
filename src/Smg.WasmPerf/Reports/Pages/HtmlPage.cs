using System.Globalization;
using System.Net;
using System.Text;
using Smg.WasmPerf.Plots;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports.Pages;

/// <summary>
/// Writes a report as one page of HTML that holds all it shows: no script, no network, light or dark as the reader's system is.
/// </summary>
internal static class HtmlPage
{
    /// <summary>The widest page, in pixels, that takes narrow pictures and stacks its tables; report.css has the same number.</summary>
    private const int NarrowPage = 600;

    /// <summary>The page's text.</summary>
    /// <param name="page">The page.</param>
    public static string Render(ReportPage page)
    {
        StringBuilder text = new();
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <title>{Escape(page.Title)}</title>
            <style>
            {EmbeddedText.Read("report.css")}
            </style>
            </head>
            <body>
            <header><h1>{Escape(page.Title)}</h1>
            <nav aria-label="Contents"><ul>

            """
        );
        for (int i = 0; i < page.Sections.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<li><a href=\"#s{i}\">{Escape(page.Sections[i].Title)}</a></li>\n");
        }

        text.Append("</ul></nav></header>\n<main>\n");
        for (int i = 0; i < page.Sections.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<section id=\"s{i}\">\n<h2>{Escape(page.Sections[i].Title)}</h2>\n");
            foreach (ReportBlock block in page.Sections[i].Blocks)
            {
                text.Append(Render(block)).Append('\n');
            }

            text.Append("</section>\n");
        }

        return text.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string Render(ReportBlock block) =>
        block switch
        {
            HeadingBlock heading => $"<h3>{Rich(heading.Text)}</h3>",
            TextBlock text => $"<p>{Rich(text.Text)}</p>",
            BannerBlock banner => $"<p class=\"banner\" role=\"alert\">⚠ {Rich(banner.Text)}</p>",
            ListBlock list => $"<ul>{string.Concat(list.Items.Select(item => $"<li{Mark(item)}>{Rich(item)}</li>"))}</ul>",
            CommandBlock command => $"<pre><code>{Escape(command.Text)}</code></pre>",
            PlotBlock plot => Picture(plot.Plot),
            TableBlock table => Table(table),
            _ => throw new ArgumentException($"Unknown block: no HTML for a {block.GetType().Name}.", nameof(block)),
        };

    private static string Picture(PlotFile plot) =>
        $"""
            <figure><h3>{Escape(plot.Title)}</h3>
            <picture>{Narrow(plot)}<source media="(prefers-color-scheme: dark)" srcset="{DataUri(plot.DarkPng)}"/>
            <img src="{DataUri(plot.Png)}" alt="{Escape(plot.AltText)}"/></picture>
            <figcaption>{Rich(plot.HowToRead)}</figcaption></figure>
            """;

    /// <summary>The pictures for a narrow page, where there are any. A browser takes the first source that fits.</summary>
    private static string Narrow(PlotFile plot) =>
        plot.NarrowPng.IsEmpty
            ? ""
            : $"""
                <source media="(max-width: {NarrowPage}px) and (prefers-color-scheme: dark)" srcset="{DataUri(plot.NarrowDarkPng)}"/>
                <source media="(max-width: {NarrowPage}px)" srcset="{DataUri(plot.NarrowPng)}"/>
                """;

    private static string Table(TableBlock table)
    {
        StringBuilder text = new("<div class=\"scroll\" tabindex=\"0\"><table role=\"table\"><thead><tr role=\"row\">");
        for (int i = 0; i < table.Headings.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\"{Number(table, i)}>{Rich(table.Headings[i])}</th>");
        }

        text.Append("</tr></thead><tbody>\n");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            text.Append("<tr role=\"row\">");
            for (int i = 0; i < row.Count; i++)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"<td role=\"cell\" data-label=\"{Escape(table.Headings[i])}\"{Number(table, i)}{Mark(row[i])}>{Rich(row[i])}</td>"
                );
            }

            text.Append("</tr>\n");
        }

        return text.Append("</tbody></table></div>").ToString();
    }

    private static string Number(TableBlock table, int column) => table.IsOfNumbers(column) ? " class=\"n\"" : "";

    /// <summary>The colour of a verdict; the mark and the word beside it say the same.</summary>
    private static string Mark(string cell) =>
        cell switch
        {
            ['✔', ..] => " data-mark=\"good\"",
            ['✘', ..] => " data-mark=\"bad\"",
            ['?' or '–', ' ', ..] => " data-mark=\"open\"",
            _ => "",
        };

    /// <summary>Every second part between backticks is code.</summary>
    private static string Rich(string text)
    {
        string[] parts = text.Split('`');
        return string.Concat(
            parts.Select(
                (part, i) =>
                    i % 2 == 1 && i < parts.Length - 1 ? $"<code>{Escape(part)}</code>"
                    : i % 2 == 1 ? "`" + Escape(part)
                    : Escape(part)
            )
        );
    }

    /// <summary>Text without what HTML and XML do not allow in it.</summary>
    private static string Escape(string text) =>
        WebUtility.HtmlEncode(
            new string([
                .. text.Select(c =>
                    c is '\t' or '\n' || !(char.IsControl(c) || char.IsSurrogate(c) || c is '\ufffe' or '\uffff') ? c : '\ufffd'
                ),
            ])
        );

    private static string DataUri(ReadOnlyMemory<byte> png) => "data:image/png;base64," + Convert.ToBase64String(png.Span);
}
