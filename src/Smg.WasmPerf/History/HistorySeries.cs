namespace Smg.WasmPerf.History;

/// <summary>One figure over the runs of one machine.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Name">The figure's name.</param>
/// <param name="Points">The runs with the figure, in order of time; at least one.</param>
public sealed record HistorySeries(string Machine, string Name, IReadOnlyList<HistoryPoint> Points)
{
    /// <summary>Where new levels begin: indices of <see cref="Points"/>, rising, found by <see cref="ChangePoints"/>.</summary>
    public IReadOnlyList<int> Changes { get; } = ChangePoints.Find([.. Points.Select(point => point.Figure.Value)]);

    /// <summary>The levels: the runs of each, and their median.</summary>
    public IReadOnlyList<(int Start, int End, double Median)> Levels
    {
        get
        {
            int[] edges = [0, .. Changes, Points.Count];
            return [.. edges.Zip(edges.Skip(1), (start, end) => (start, end, ChangePoints.Median(Points.Take(end).Skip(start).Select(point => point.Figure.Value))))];
        }
    }

    /// <summary>The series of a history, by machine, name and unit, in the order in which they first appear.</summary>
    /// <param name="entries">The runs, in order of time.</param>
    public static IReadOnlyList<HistorySeries> Of(IReadOnlyList<HistoryEntry> entries) =>
    [
        .. entries.SelectMany(entry => entry.Figures.Select(figure => (entry, figure)))
            .GroupBy(one => (one.entry.Machine, one.figure.Key, one.figure.Value.Unit))
            .Select(group => new HistorySeries(group.Key.Machine, group.Key.Key, [.. group.Select(one => new HistoryPoint(one.entry, one.figure.Value))])),
    ];
}

/// <summary>A figure of a run.</summary>
/// <param name="Entry">The run.</param>
/// <param name="Figure">The figure.</param>
public sealed record HistoryPoint(HistoryEntry Entry, HistoryFigure Figure);
