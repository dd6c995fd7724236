using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Plots;

/// <summary>All the plots of a run.</summary>
public static class PlotSet
{
    /// <summary>The plots' directory inside a run's directory.</summary>
    public const string DirectoryName = "plots";

    /// <summary>The plots there are, in the order in which a report shows them.</summary>
    internal static IReadOnlyList<IResultsPlot> All { get; } =
    [
        new GatesPlot(),
        new PooledVersusStandardPlot(),
        new CachedVersusUncachedPlot(),
        new ThroughputByWorkersPlot(),
        new LatencyByPercentilePlot(),
        new LatencyByRatePlot(),
        new TunePlot(),
        new PhasesPlot(),
        new ComparisonsPlot(),
        .. TimelinePlot.OfEachRow(),
    ];

    /// <summary>
    /// Writes a PNG for each plot that the results hold something for, and removes those of an earlier run that they do not.
    /// </summary>
    /// <param name="results">The results.</param>
    /// <param name="directory">The run's directory.</param>
    /// <returns>What was written, in a report's order.</returns>
    public static IReadOnlyList<PlotFile> Write(RunResults results, string directory)
    {
        string plots = Path.Combine(directory, DirectoryName);
        List<PlotFile> files = [];
        foreach (IResultsPlot plot in All)
        {
            string path = Path.Combine(plots, $"{plot.Name}.png");
            using PlotImage? image = plot.Draw(results, PlotStyle.Light);
            if (image is null)
            {
                if (File.Exists(path))
                {
                    File.Delete(path);
                }

                continue;
            }

            byte[] png = image.ToPng();
            WholeFile.Write(path, png);
            files.Add(
                new PlotFile(
                    plot.Title,
                    $"{DirectoryName}/{plot.Name}.png",
                    image.AltText,
                    plot.HowToRead,
                    png,
                    Png(plot, results, PlotStyle.Dark)
                )
                {
                    NarrowPng = Png(plot, results, PlotStyle.Light.Narrow),
                    NarrowDarkPng = Png(plot, results, PlotStyle.Dark.Narrow),
                }
            );
        }

        return files;
    }

    private static byte[] Png(IResultsPlot plot, RunResults results, PlotStyle style)
    {
        using PlotImage image = plot.Draw(results, style)!;
        return image.ToPng(style.PixelWidth);
    }
}
