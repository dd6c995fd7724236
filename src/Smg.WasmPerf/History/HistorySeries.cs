namespace Smg.WasmPerf.History;

/// <summary>One figure over the runs of one machine.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Name">The figure's name.</param>
/// <param name="Points">The runs with the figure, in order of time; at least one.</param>
/// <param name="Figures">How many series the history has: see <see cref="ChangePoints"/>.</param>
public sealed record HistorySeries(string Machine, string Name, IReadOnlyList<HistoryPoint> Points, int Figures = 1)
{
    /// <summary>Where new levels begin: indices of <see cref="Points"/>, rising, found by <see cref="ChangePoints"/>.</summary>
    public IReadOnlyList<int> Changes { get; } = ChangePoints.Find([.. Points.Select(point => point.Figure.Value)], Figures);

    /// <summary>The levels: the runs of each, and their median.</summary>
    public IReadOnlyList<(int Start, int End, double Median)> Levels
    {
        get
        {
            int[] edges = [0, .. Changes, Points.Count];
            return
            [
                .. edges.Zip(
                    edges.Skip(1),
                    (start, end) => (start, end, ChangePoints.Median(Points.Take(end).Skip(start).Select(point => point.Figure.Value)))
                ),
            ];
        }
    }

    /// <summary>The series of a history, by machine, name and unit, in the order in which they first appear.</summary>
    /// <param name="entries">The runs, in order of time.</param>
    public static IReadOnlyList<HistorySeries> Of(IReadOnlyList<HistoryEntry> entries)
    {
        IGrouping<(string Machine, string Name, string Unit), (HistoryEntry Entry, KeyValuePair<string, HistoryFigure> Figure)>[] groups =
        [
            .. entries
                .SelectMany(entry => entry.Figures.Select(figure => (Entry: entry, Figure: figure)))
                .GroupBy(one => (one.Entry.Machine, one.Figure.Key, one.Figure.Value.Unit)),
        ];
        return
        [
            .. groups.Select(group => new HistorySeries(
                group.Key.Machine,
                group.Key.Name,
                [.. group.Select(one => new HistoryPoint(one.Entry, one.Figure.Value))],
                groups.Length
            )),
        ];
    }
}

/// <summary>A figure of a run.</summary>
/// <param name="Entry">The run.</param>
/// <param name="Figure">The figure.</param>
public sealed record HistoryPoint(HistoryEntry Entry, HistoryFigure Figure);
