using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Smg.WasmPerf.Cli.Live;

/// <summary>A state as shown in a terminal: a title with a bar, and a table below it.</summary>
internal static class LiveBlock
{
    private const int BarWidth = 30;

    /// <summary>The block of a state.</summary>
    public static IRenderable Of(LiveState state)
    {
        Paragraph title = new() { Overflow = Overflow.Ellipsis };
        title.Append("  " + (state.Title ?? state.Line), new Style(decoration: state.Title is null ? Decoration.None : Decoration.Bold));
        if (state.Done is { } done)
        {
            int full = (int)Math.Round(Math.Clamp(done, 0, 1) * BarWidth);
            title
                .Append("  ")
                .Append(new string('━', full), new Style(Color.Green))
                .Append(new string('─', BarWidth - full), new Style(Color.Grey));
            title.Append(string.Create(CultureInfo.InvariantCulture, $" {100 * Math.Clamp(done, 0, 1), 3:F0} %"));
        }

        if (state.Left is { } left)
        {
            title.Append($"  {Time(left)} left", new Style(Color.Grey));
        }

        return state.Rows.Count == 0 ? new Rows(title) : new Rows(title, Table(state.Rows));
    }

    private static Table Table(IReadOnlyList<LiveRow> rows)
    {
        Table table = new() { Border = TableBorder.None, ShowRowSeparators = false };
        table.AddColumn(new TableColumn("  ") { NoWrap = true, Padding = new Padding(0) });
        foreach ((string name, _) in rows[0].Values)
        {
            table.AddColumn(
                new TableColumn(new Text(name.TrimStart('>'), new Style(Color.Grey)))
                {
                    Alignment = name.StartsWith('>') ? Justify.Right : Justify.Left,
                    NoWrap = true,
                    Padding = new Padding(0, 0, 2, 0),
                }
            );
        }

        foreach (LiveRow row in rows)
        {
            table.AddRow([new Text("  "), .. row.Values.Select(value => new Text(value.Value) { Overflow = Overflow.Ellipsis })]);
        }

        return table;
    }

    private static string Time(TimeSpan left)
    {
        TimeSpan positive = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        return positive.TotalMinutes < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(positive.TotalSeconds):F0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{positive:h\\:mm\\:ss}");
    }
}
