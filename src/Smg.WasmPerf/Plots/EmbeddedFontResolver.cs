using ScottPlot;
using SkiaSharp;

namespace Smg.WasmPerf.Plots;

/// <summary>Gives ScottPlot the fonts that the assembly carries, so that text is drawn alike on a machine without any.</summary>
internal sealed class EmbeddedFontResolver : IFontResolver
{
    /// <summary>The family's name.</summary>
    public const string Family = "DejaVu Sans";

    private static readonly Lock Gate = new();

    private readonly SKTypeface _regular = Load("fonts/DejaVuSans.ttf");
    private readonly SKTypeface _bold = Load("fonts/DejaVuSans-Bold.ttf");

    private EmbeddedFontResolver() { }

    /// <summary>Makes the family the process's plot font. Further calls do nothing.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (Fonts.FontResolvers.Any(resolver => resolver is EmbeddedFontResolver))
            {
                return;
            }

            Fonts.FontResolvers.Insert(0, new EmbeddedFontResolver());
            Fonts.Default = Family;
            Fonts.Sans = Family;
            Fonts.Serif = Family;
            Fonts.Monospace = Family;
        }
    }

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        CreateTypeface(fontName, weight >= FontWeight.SemiBold, slant == FontSlant.Italic);

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        fontName != Family ? null
        : bold ? _bold
        : _regular;

    private static SKTypeface Load(string resource)
    {
        using Stream stream =
            typeof(EmbeddedFontResolver).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly lacks the resource {resource}.");
        return SKTypeface.FromStream(stream) ?? throw new InvalidOperationException($"The resource {resource} is not a font.");
    }
}
