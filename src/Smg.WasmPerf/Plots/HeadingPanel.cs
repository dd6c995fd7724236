using ScottPlot;

namespace Smg.WasmPerf.Plots;

/// <summary>A plot's heading: a title, and under it a line or two on the configuration.</summary>
/// <param name="title">The title.</param>
/// <param name="subtitle">The line under the title; it is broken between words where it is too long.</param>
/// <param name="style">The plot's appearance.</param>
internal sealed class HeadingPanel(string title, string subtitle, PlotStyle style) : IPanel
{
    private const float Margin = 20;
    private const float Top = 14;
    private const float TitleHeight = 30;
    private const float LineHeight = 20;
    private const float Bottom = 8;

    private readonly LabelStyle _title = new()
    {
        FontName = EmbeddedFontResolver.Family,
        FontSize = PlotStyle.TitleSize,
        Bold = true,
        ForeColor = style.Ink,
        Alignment = Alignment.UpperLeft,
    };

    private readonly LabelStyle _subtitle = new()
    {
        FontName = EmbeddedFontResolver.Family,
        FontSize = PlotStyle.TextSize,
        ForeColor = style.Grey,
        Alignment = Alignment.UpperLeft,
    };

    /// <inheritdoc/>
    public bool IsVisible { get; set; } = true;

    /// <inheritdoc/>
    public float MinimumSize { get; set; }

    /// <inheritdoc/>
    public float MaximumSize { get; set; } = float.MaxValue;

    /// <inheritdoc/>
    public Edge Edge => Edge.Top;

    /// <inheritdoc/>
    public bool ShowDebugInformation { get; set; }

    /// <inheritdoc/>
    public float Measure(Paint paint) => Top + TitleHeight + (Lines(paint).Count * LineHeight) + Bottom;

    /// <inheritdoc/>
    public PixelRect GetPanelRect(PixelRect dataRect, float size, float offset, Paint paint) =>
        new(dataRect.Left, dataRect.Right, dataRect.Top - offset, dataRect.Top - offset - size);

    /// <inheritdoc/>
    public void Render(RenderPack rp, float size, float offset)
    {
        float left = rp.FigureRect.Left + Margin;
        float top = rp.FigureRect.Top + Top;
        _title.Text = title;
        _title.FontSize = TitleSize(rp.Paint);
        _title.Render(rp.Canvas, new Pixel(left, top), rp.Paint);
        top += TitleHeight;
        foreach (string line in Lines(rp.Paint))
        {
            _subtitle.Text = line;
            _subtitle.Render(rp.Canvas, new Pixel(left, top), rp.Paint);
            top += LineHeight;
        }
    }

    /// <summary>The title's size: smaller where the page is too narrow for it.</summary>
    private float TitleSize(Paint paint)
    {
        _title.FontSize = PlotStyle.TitleSize;
        float width = _title.Measure(title, paint).Width;
        float room = style.PixelWidth - (2 * Margin);
        return width <= room ? PlotStyle.TitleSize : PlotStyle.TitleSize * room / width;
    }

    private List<string> Lines(Paint paint)
    {
        List<string> lines = [];
        string line = "";
        foreach (string word in subtitle.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && _subtitle.Measure(longer, paint).Width > style.PixelWidth - (2 * Margin))
            {
                lines.Add(line);
                line = word;
            }
            else
            {
                line = longer;
            }
        }

        lines.Add(line);
        return lines;
    }
}
