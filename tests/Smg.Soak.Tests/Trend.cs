namespace Smg.Soak.Tests;

/// <summary>A line through samples, the median of the slopes of all pairs (Theil and Sen): single outliers do not tilt it.</summary>
internal sealed record Trend(double Slope, double Level)
{
    /// <summary>Fits a line.</summary>
    /// <param name="points">At least two points of different times.</param>
    public static Trend Of(IReadOnlyList<(double X, double Y)> points)
    {
        List<double> slopes = [];
        for (int i = 0; i < points.Count; i++)
        {
            for (int j = i + 1; j < points.Count; j++)
            {
                slopes.Add((points[j].Y - points[i].Y) / (points[j].X - points[i].X));
            }
        }

        return new Trend(Median(slopes), Median([.. points.Select(point => point.Y)]));
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
