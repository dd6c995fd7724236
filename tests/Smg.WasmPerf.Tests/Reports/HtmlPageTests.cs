using System.Text.RegularExpressions;
using System.Xml.Linq;
using CsCheck;
using Smg.WasmPerf.Plots;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Reports;

public sealed partial class HtmlPageTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smg-html-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void The_page_holds_all_that_it_shows()
    {
        string text = File.ReadAllText(RunReport.Write(SampleResults.Full, _directory.FullName));
        Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", text, StringComparison.Ordinal);
        Assert.All(
            Sources().Matches(text),
            source => Assert.StartsWith("data:image/png;base64,", source.Groups["uri"].Value, StringComparison.Ordinal)
        );
        XElement page = Parse(text);
        XElement[] pictures = [.. page.Descendants("picture")];
        Assert.Equal(Directory.GetFiles(Path.Combine(_directory.FullName, PlotSet.DirectoryName)).Length, pictures.Length);
        Assert.All(
            pictures,
            picture =>
            {
                // A dark page and a narrow one have their own pictures.
                string[] shown =
                [
                    .. picture.Elements("source").Select(source => source.Attribute("srcset")!.Value),
                    picture.Element("img")!.Attribute("src")!.Value,
                ];
                Assert.Equal(4, shown.Distinct().Count());
                Assert.True(picture.Element("img")!.Attribute("alt")!.Value.Length > 20);
            }
        );
    }

    [Fact]
    public void It_says_what_the_Markdown_says()
    {
        ReportPage page = ReportPages.Of(SampleResults.Full, []);
        XElement html = Parse(HtmlPage.Render(page));
        Assert.Equal(page.Sections.Select(section => section.Title), html.Descendants("h2").Select(heading => heading.Value));
        Assert.Equal(page.Sections.Select(section => section.Title), html.Descendants("nav").Descendants("a").Select(link => link.Value));
        TableBlock[] tables = [.. page.Sections.SelectMany(section => section.Blocks).OfType<TableBlock>()];
        Assert.Equal(tables.Select(table => table.Rows.Count), html.Descendants("tbody").Select(body => body.Elements("tr").Count()));
        Assert.Contains(
            "✘ failed",
            html.Descendants("td").Where(cell => cell.Attribute("data-mark")?.Value == "bad").Select(cell => cell.Value)
        );
    }

    [Fact]
    public void Whatever_a_name_holds_it_stays_text() =>
        Gen.String.Sample(
            name =>
            {
                RunResults hostile = SampleResults.Full with
                {
                    Gates = [SampleResults.Full.Gates[0] with { Name = name, Description = name + "</li><script>alert(1)</script>" }],
                    Load =
                    [
                        SampleResults.Full.Load[0] with
                        {
                            Configuration = name + "<img src=x onerror=alert(1)>",
                            Parameters = new Dictionary<string, string> { [name] = name },
                        },
                    ],
                    Environment = SampleResults.Environment with { Command = name + "</code></pre><script>" },
                };
                XElement page = Parse(HtmlPage.Render(ReportPages.Of(hostile, [])));
                Assert.Empty(page.Descendants("script"));
                Assert.Empty(page.Descendants("img"));
            },
            iter: 200
        );

    [Fact]
    public void Text_between_backticks_is_code_and_a_lone_one_stays()
    {
        XElement page = Parse(HtmlPage.Render(new ReportPage("t", [new ReportSection("s", [new TextBlock("set `a<b` and `c")])])));
        Assert.Equal("set a<b and `c", page.Descendants("p").Single().Value);
        Assert.Equal(["a<b"], page.Descendants("code").Select(code => code.Value));
    }

    /// <summary>The page is XML too, but for its first line and named characters.</summary>
    private static XElement Parse(string html) => XElement.Parse(html[html.IndexOf("<html", StringComparison.Ordinal)..]);

    [GeneratedRegex("""(src|srcset|href)="(?<uri>[^"#][^"]*)"|url\((?<uri>[^)]*)\)""")]
    private static partial Regex Sources();
}
