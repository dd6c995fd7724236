using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Tests.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Reports;

/// <summary>
/// Opens the page in a browser where SMG_BROWSER names one, for instance /usr/bin/chromium. SMG_BROWSER_REPORT names a page of your own.
/// </summary>
public sealed partial class BrowserReportTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smg-browser-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(390, "light")]
    [InlineData(390, "dark")]
    [InlineData(1280, "light")]
    [InlineData(1280, "dark")]
    public void The_page_fits_its_window_and_shows_every_picture(int width, string theme)
    {
        string? browser = Environment.GetEnvironmentVariable("SMG_BROWSER");
        Assert.SkipWhen(
            string.IsNullOrEmpty(browser),
            "SMG_BROWSER names no browser: set it to a chromium, for instance /usr/bin/chromium."
        );

        string page = Environment.GetEnvironmentVariable("SMG_BROWSER_REPORT") ?? RunReport.Write(SampleResults.Full, _directory.FullName);
        string frame = Path.Combine(_directory.FullName, "frame.html");
        File.WriteAllText(frame, Frame(new Uri(Path.GetFullPath(page)).AbsoluteUri, width, theme));
        Match found = Found().Match(Dump(browser!, frame));

        Assert.True(found.Success, "The page did not load in its frame.");
        Dictionary<string, int> said = found
            .Groups[1]
            .Value.Split(' ')
            .Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => int.Parse(pair[1], CultureInfo.InvariantCulture));
        Assert.Equal(width, said["inner"]);
        Assert.True(said["scroll"] <= said["inner"], found.Value);
        Assert.True(said["pictures"] > 0 && said["pictures"] == said["loaded"] && said["pictures"] == said["fitting"], found.Value);
        Assert.Equal(theme == "dark" ? 1 : 0, said["dark"]);
        Assert.Equal(theme == "dark" ? said["pictures"] : 0, said["darkPictures"]);
        Assert.Equal(width == 390 ? said["pictures"] : 0, said["narrowPictures"]);
        Assert.Equal(0, said["wideTables"]);
    }

    private static string Frame(string page, int width, string theme) =>
        $$"""
            <!DOCTYPE html><meta charset="utf-8">
            <iframe src="{{page}}" style="border:0;width:{{width}}px;height:900px;color-scheme:{{theme}}"></iframe><p id="found"></p>
            <script>
            document.querySelector("iframe").onload = event => {
              const inner = event.target.contentWindow, page = inner.document, root = page.documentElement;
              const pictures = [...page.images];
              const sources = p => [...p.parentElement.querySelectorAll("source")];
              const media = p => (sources(p).find(s => s.srcset === p.currentSrc) || { media: "" }).media;
              const right = element => element.getBoundingClientRect().right;
              const fits = p => p.parentElement.getBoundingClientRect().width > 0 && right(p.parentElement) <= inner.innerWidth;
              const tables = [...page.querySelectorAll("table")];
              const dark = inner.getComputedStyle(page.body).backgroundColor === "rgb(22, 24, 29)" ? 1 : 0;
              document.getElementById("found").textContent = `FOUND inner=${inner.innerWidth}`
                + ` scroll=${root.scrollWidth} pictures=${pictures.length}`
                + ` loaded=${pictures.filter(p => p.complete && p.naturalWidth > 0 && p.naturalHeight > 0).length}`
                + ` fitting=${pictures.filter(fits).length}`
                + ` darkPictures=${pictures.filter(p => media(p).includes("dark")).length}`
                + ` narrowPictures=${pictures.filter(p => media(p).includes("max-width")).length}`
                + ` wideTables=${tables.filter(t => inner.innerWidth < 600 && right(t) > inner.innerWidth).length} dark=${dark} END`;
            };
            </script>
            """;

    private string Dump(string browser, string path)
    {
        ProcessStartInfo start = new(browser) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (
            string argument in new[]
            {
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--allow-file-access-from-files",
                "--window-size=1400,1000",
                $"--user-data-dir={_directory.FullName}/profile",
                "--virtual-time-budget=20000",
                "--dump-dom",
                new Uri(path).AbsoluteUri,
            }
        )
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("The browser did not end within two minutes.");
        }

        _ = errors.Result;
        return output.Result;
    }

    [GeneratedRegex("<p id=\"found\">FOUND (.*) END")]
    private static partial Regex Found();
}
