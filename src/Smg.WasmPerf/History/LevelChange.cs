using System.Globalization;

namespace Smg.WasmPerf.History;

/// <summary>The last change of a series' level, in words.</summary>
public static class LevelChange
{
    private const int ShortCommit = 7;

    /// <summary>
    /// What changed, by how much and since when: <c>X is slower: +10.4 % since 1a2b3c4 (20 Sep 2026)</c>; null where no change was found.
    /// </summary>
    /// <param name="series">The series.</param>
    public static string? Describe(HistorySeries series)
    {
        if (series.Changes.Count == 0)
        {
            return null;
        }

        HistoryPoint first = series.Points[series.Changes[^1]];
        (double before, double after) = (series.Levels[^2].Median, series.Levels[^1].Median);
        string by =
            before > 0
                ? ((after / before) - 1).ToString("+0.0 %;-0.0 %", CultureInfo.InvariantCulture)
                : $"{first.Figure.Text(before)} to {first.Figure.Text(after)}";
        return $"{series.Name} is {Word(first.Figure, isMore: after > before)}: {by} since {Since(first.Entry)}";
    }

    /// <summary>A run's commit and day: <c>1a2b3c4 (20 Sep 2026)</c>.</summary>
    /// <param name="entry">The run.</param>
    public static string Since(HistoryEntry entry)
    {
        string[] words = entry.Commit.Split(' ', 2);
        string commit = string.Join(' ', [words[0][..Math.Min(ShortCommit, words[0].Length)], .. words.Skip(1)]);
        return string.Create(CultureInfo.InvariantCulture, $"{commit} ({entry.StartedAt.UtcDateTime:d MMM yyyy})");
    }

    /// <summary>The words of a comparison's verdict; where a history does not know which side is good, only what is certain.</summary>
    private static string Word(HistoryFigure figure, bool isMore) =>
        (figure.Unit, figure.MoreIsBetter) switch
        {
            ("B", _) => isMore ? "larger" : "smaller",
            (_, { } moreIsBetter) => isMore == moreIsBetter ? "faster" : "slower",
            ("us", null) => isMore ? "slower" : "faster",
            ("1/s", null) => isMore ? "faster" : "slower",
            _ => isMore ? "higher" : "lower",
        };
}
