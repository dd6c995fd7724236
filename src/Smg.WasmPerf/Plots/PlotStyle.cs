using ScottPlot;

namespace Smg.WasmPerf.Plots;

/// <summary>What all plots share: size, type sizes, and the colours of one of two appearances.</summary>
internal sealed record PlotStyle
{
    /// <summary>A plot's width, in pixels: legible where a page shows it at its own width.</summary>
    public const int Width = 1000;

    /// <summary>
    /// A plot's width for a narrow page, in pixels: legible on a telephone, which shows it at about three quarters of its size.
    /// </summary>
    public const int NarrowWidth = 480;

    /// <summary>A plot's height, in pixels.</summary>
    public const int Height = 520;

    /// <summary>The title's type size, in pixels.</summary>
    public const float TitleSize = 21;

    /// <summary>The type size of axis labels, in pixels.</summary>
    public const float LabelSize = 15;

    /// <summary>The type size of tick labels, legends and values, in pixels.</summary>
    public const float TextSize = 14;

    private const double NameLift = 0.22;
    private const int NarrowRowHeight = 72;

    // Colour-blind readers can distinguish Okabe and Ito's colours. On dark ground, blue and vermillion are lighter.

    /// <summary>For white paper.</summary>
    public static PlotStyle Light { get; } =
        new()
        {
            Background = Colors.White,
            Ink = Color.FromHex("#222222"),
            Grey = Color.FromHex("#767676"),
            GridLine = Color.FromHex("#E3E3E3"),
            Blue = Color.FromHex("#0072B2"),
            Vermillion = Color.FromHex("#D55E00"),
        };

    /// <summary>For a dark page.</summary>
    public static PlotStyle Dark { get; } =
        new()
        {
            Background = Color.FromHex("#16181D"),
            Ink = Color.FromHex("#E6E6E6"),
            Grey = Color.FromHex("#9A9DA3"),
            GridLine = Color.FromHex("#33363D"),
            Blue = Color.FromHex("#4DA3DC"),
            Vermillion = Color.FromHex("#F07E3C"),
        };

    /// <summary>The same appearance for a narrow page: names of rows are above them, not beside them.</summary>
    public PlotStyle Narrow => this with { PixelWidth = NarrowWidth };

    /// <summary>The width of a plot in this style, in pixels.</summary>
    public int PixelWidth { get; private init; } = Width;

    /// <summary>Whether the plot is for a narrow page.</summary>
    public bool IsNarrow => PixelWidth < Width;

    /// <summary>Characters of a remark beside a row that have room.</summary>
    public int MostCharacters => IsNarrow ? 28 : 60;

    /// <summary>The colour behind everything.</summary>
    public required Color Background { get; init; }

    /// <summary>The colour of text.</summary>
    public required Color Ink { get; init; }

    /// <summary>What is neither one thing nor the other.</summary>
    public required Color Grey { get; init; }

    /// <summary>The colour of the grid's lines.</summary>
    public required Color GridLine { get; init; }

    /// <summary>The first series' colour.</summary>
    public required Color Blue { get; init; }

    /// <summary>The second series' colour, and that of what is wrong.</summary>
    public required Color Vermillion { get; init; }

    /// <summary>Okabe and Ito's orange.</summary>
    public Color Orange { get; } = Color.FromHex("#E69F00");

    /// <summary>Okabe and Ito's reddish purple.</summary>
    public Color Purple { get; } = Color.FromHex("#CC79A7");

    /// <summary>Okabe and Ito's bluish green.</summary>
    public Color Green { get; } = Color.FromHex("#009E73");

    /// <summary>Okabe and Ito's sky blue.</summary>
    public Color SkyBlue { get; } = Color.FromHex("#56B4E9");

    /// <summary>The colours of several series, in order.</summary>
    public IReadOnlyList<Color> Series => [Blue, Vermillion, Green, Orange, Purple, SkyBlue, Ink, Grey];

    /// <summary>The markers of several series, in order: what colour says, shape says too.</summary>
    public static IReadOnlyList<MarkerShape> Markers { get; } =
    [
        MarkerShape.FilledCircle,
        MarkerShape.FilledSquare,
        MarkerShape.FilledTriangleUp,
        MarkerShape.FilledDiamond,
        MarkerShape.FilledTriangleDown,
        MarkerShape.OpenCircle,
        MarkerShape.OpenSquare,
        MarkerShape.OpenTriangleUp,
    ];

    /// <summary>A plot with its heading and without data.</summary>
    /// <param name="title">What the plot shows.</param>
    /// <param name="subtitle">With what configuration.</param>
    /// <param name="xLabel">The x axis's label, with its unit.</param>
    /// <param name="yLabel">The y axis's label, with its unit; empty for none.</param>
    public Plot NewPlot(string title, string subtitle, string xLabel, string yLabel)
    {
        EmbeddedFontResolver.Register();
        Plot plot = new()
        {
            FigureBackground = { Color = Background },
            DataBackground = { Color = Background },
            Axes =
            {
                Title = { IsVisible = false },
                Bottom = { Label = { Text = xLabel } },
                Left = { Label = { Text = yLabel } },
                Top = { FrameLineStyle = { IsVisible = false } },
                Right = { FrameLineStyle = { IsVisible = false }, MinimumSize = 24 },
            },
            Grid = { MajorLineColor = GridLine },
            Legend =
            {
                FontSize = TextSize,
                FontColor = Ink,
                OutlineWidth = 0,
                ShadowColor = Colors.Transparent,
                BackgroundColor = Background,
            },
        };
        plot.Axes.AddPanel(new HeadingPanel(title, subtitle, this));
        foreach (IAxis axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            axis.Label.FontSize = LabelSize;
            axis.Label.Bold = false;
            axis.Label.ForeColor = Ink;
            axis.TickLabelStyle.FontSize = TextSize;
            axis.TickLabelStyle.ForeColor = Ink;
            axis.FrameLineStyle.Color = Grey;
            axis.MajorTickStyle.Color = Grey;
            axis.MinorTickStyle.Color = Grey;
        }

        if (plot.Axes.Left is ScottPlot.AxisPanels.AxisBase left)
        {
            left.PaddingOutsideAxisLabels = new PixelPadding(14);
        }

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

    /// <summary>
    /// Writes the names of rows, which lie at 0, −1, −2 and so on: beside the axis, or above each row where the page is narrow. The axes
    /// have their limits by then.
    /// </summary>
    /// <param name="plot">The plot.</param>
    /// <param name="names">A name for each row, of one line or two.</param>
    public void NameRows(Plot plot, IReadOnlyList<string> names)
    {
        Names(plot.Axes.Left);
        plot.Grid.YAxisStyle.IsVisible = false;
        if (!IsNarrow)
        {
            plot.Axes.Left.SetTicks([.. names.Select((_, i) => (double)-i)], [.. names]);
            return;
        }

        plot.Axes.Left.SetTicks([], []);
        double left = plot.Axes.GetLimits().Left;
        for (int i = 0; i < names.Count; i++)
        {
            Add(plot, new PlotNote(names[i], left, -i + NameLift, Alignment.LowerLeft) { OffsetX = 4, Ground = Background.WithAlpha(0.7) });
        }

        AxisLimits limits = plot.Axes.GetLimits();
        plot.Axes.SetLimits(limits.Left, limits.Right, limits.Bottom, Math.Max(limits.Top, 1));
    }

    /// <summary>The height of a plot of rows, in pixels.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="rowHeight">The height of a row on a wide page, in pixels.</param>
    public int HeightOfRows(int rows, int rowHeight = 52)
    {
        const int Surroundings = 210;
        return IsNarrow
            ? Surroundings + 60 + (rows * Math.Max(rowHeight, NarrowRowHeight))
            : Math.Max(Height, Surroundings + (rows * rowHeight));
    }

    /// <summary>Writes a text.</summary>
    /// <param name="plot">Where.</param>
    /// <param name="note">The text.</param>
    public void Add(Plot plot, PlotNote note)
    {
        ScottPlot.Plottables.Text text = plot.Add.Text(note.Text, note.X, note.Y);
        text.LabelFontSize = note.Size;
        text.LabelBold = note.IsBold;
        text.LabelFontColor = note.Color ?? Ink;
        text.LabelBackgroundColor = note.Ground;
        text.LabelAlignment = note.Anchor;
        text.OffsetX = note.OffsetX;
        text.OffsetY = note.OffsetY;
    }

    /// <summary>Draws a line between two points.</summary>
    /// <param name="plot">Where.</param>
    /// <param name="ends">The points.</param>
    /// <param name="color">Its colour.</param>
    /// <param name="width">Its width in pixels.</param>
    public static void Line(Plot plot, (double X1, double Y1, double X2, double Y2) ends, Color color, float width)
    {
        ScottPlot.Plottables.LinePlot line = plot.Add.Line(ends.X1, ends.Y1, ends.X2, ends.Y2);
        line.Color = color;
        line.LineWidth = width;
    }

    /// <summary>Draws an interval with a short stroke at each end.</summary>
    /// <param name="plot">Where.</param>
    /// <param name="interval">From where to where on the horizontal axis, and its place on the vertical one.</param>
    /// <param name="color">Its colour.</param>
    public static void Interval(Plot plot, (double From, double To, double Y) interval, Color color)
    {
        (double from, double to, double y) = interval;
        Line(plot, (from, y, to, y), color, 3);
        Line(plot, (from, y - 0.12, from, y + 0.12), color, 3);
        Line(plot, (to, y - 0.12, to, y + 0.12), color, 3);
    }
}
