using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Plots;

/// <summary>A plot of some part of the results.</summary>
internal interface IResultsPlot
{
    /// <summary>The file's name without its extension.</summary>
    string Name { get; }

    /// <summary>What the plot shows, in a few words.</summary>
    string Title { get; }

    /// <summary>How to read the plot, in a sentence or two.</summary>
    string HowToRead { get; }

    /// <summary>Draws the plot; null when the results hold nothing for it.</summary>
    /// <param name="results">The results.</param>
    /// <param name="style">Its appearance.</param>
    PlotImage? Draw(RunResults results, PlotStyle style);
}
