using ScottPlot;

namespace Smg.WasmPerf.Plots;

/// <summary>What all plots share: size, colours, type sizes.</summary>
internal static class PlotStyle
{
    /// <summary>A plot's width, in pixels: legible where a page shows it at its own width.</summary>
    public const int Width = 1000;

    /// <summary>A plot's height, in pixels.</summary>
    public const int Height = 520;

    /// <summary>The title's type size, in pixels.</summary>
    public const float TitleSize = 21;

    /// <summary>The type size of axis labels, in pixels.</summary>
    public const float LabelSize = 15;

    /// <summary>The type size of tick labels, legends and values, in pixels.</summary>
    public const float TextSize = 14;

    // Okabe and Ito's colours are told apart by colour-blind readers.

    /// <summary>Okabe and Ito's blue.</summary>
    public static Color Blue { get; } = Color.FromHex("#0072B2");

    /// <summary>Okabe and Ito's orange.</summary>
    public static Color Orange { get; } = Color.FromHex("#E69F00");

    /// <summary>Okabe and Ito's vermillion.</summary>
    public static Color Vermillion { get; } = Color.FromHex("#D55E00");

    /// <summary>What is neither one thing nor the other.</summary>
    public static Color Grey { get; } = Color.FromHex("#767676");

    /// <summary>The colour of text.</summary>
    public static Color Ink { get; } = Color.FromHex("#222222");

    /// <summary>The colours of several series, in order.</summary>
    public static IReadOnlyList<Color> Series { get; } =
    [
        Blue, Vermillion, Color.FromHex("#009E73"), Orange, Color.FromHex("#CC79A7"), Color.FromHex("#56B4E9"), Ink, Grey,
    ];

    /// <summary>The markers of several series, in order: what colour says, shape says too.</summary>
    public static IReadOnlyList<MarkerShape> Markers { get; } =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond,
        MarkerShape.FilledTriangleDown, MarkerShape.OpenCircle, MarkerShape.OpenSquare, MarkerShape.OpenTriangleUp,
    ];

    /// <summary>A plot with its heading and without data.</summary>
    /// <param name="title">What the plot shows.</param>
    /// <param name="subtitle">With what configuration.</param>
    /// <param name="xLabel">The x axis's label, with its unit.</param>
    /// <param name="yLabel">The y axis's label, with its unit; empty for none.</param>
    public static Plot NewPlot(string title, string subtitle, string xLabel, string yLabel)
    {
        EmbeddedFontResolver.Register();
        Plot plot = new();
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        plot.Axes.Title.IsVisible = false;
        plot.Axes.AddPanel(new HeadingPanel(title, subtitle));
        plot.Axes.Bottom.Label.Text = xLabel;
        plot.Axes.Left.Label.Text = yLabel;
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Axes.Right.MinimumSize = 24;
        plot.Grid.MajorLineColor = Color.FromHex("#E3E3E3");
        foreach (IAxis axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            axis.Label.FontSize = LabelSize;
            axis.Label.Bold = false;
            axis.Label.ForeColor = Ink;
            axis.TickLabelStyle.FontSize = TextSize;
            axis.TickLabelStyle.ForeColor = Ink;
            axis.FrameLineStyle.Color = Grey;
        }

        if (plot.Axes.Left is ScottPlot.AxisPanels.AxisBase left)
        {
            left.PaddingOutsideAxisLabels = new PixelPadding(14);
        }

        plot.Legend.FontSize = TextSize;
        plot.Legend.FontColor = Ink;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.BackgroundColor = Colors.White;
        return plot;
    }

    /// <summary>Puts the legend under the axes, where it covers no data.</summary>
    /// <param name="plot">The plot.</param>
    public static void LegendBelow(Plot plot)
    {
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.Legend.TightHorizontalWrapping = true;
        plot.ShowLegend(Edge.Bottom);
    }

    /// <summary>Turns off the marks of an axis whose ticks are names.</summary>
    /// <param name="axis">The axis.</param>
    public static void Names(IAxis axis)
    {
        axis.MajorTickStyle.Length = 0;
        axis.MinorTickStyle.Length = 0;
    }

    /// <summary>Writes text beside a point.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="text">The text.</param>
    /// <param name="x">The point's place on the x axis.</param>
    /// <param name="y">The point's place on the y axis.</param>
    /// <param name="anchor">Which part of the text is at the point.</param>
    public static ScottPlot.Plottables.Text Note(Plot plot, string text, double x, double y, Alignment anchor)
    {
        ScottPlot.Plottables.Text note = plot.Add.Text(text, x, y);
        note.LabelFontSize = TextSize;
        note.LabelFontColor = Ink;
        note.LabelAlignment = anchor;
        return note;
    }
}
