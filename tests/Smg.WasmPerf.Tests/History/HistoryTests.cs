using Smg.WasmPerf.History;
using Smg.WasmPerf.Tests.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.History;

public sealed class HistoryTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smg-history-");

    private string File => Path.Combine(_directory.FullName, "deep", HistoryFile.FileName);

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void What_was_added_is_read_in_order_of_time_and_only_once()
    {
        HistoryEntry late = Entry(2, 10);
        HistoryEntry early = Entry(1, 11);
        Assert.True(HistoryFile.Add(File, late));
        Assert.True(HistoryFile.Add(File, early));
        Assert.False(HistoryFile.Add(File, late));
        IReadOnlyList<HistoryEntry> entries = HistoryFile.Read(File, out IReadOnlyList<int> damaged);
        Assert.Empty(damaged);
        Assert.Equal([early.StartedAt, late.StartedAt], entries.Select(entry => entry.StartedAt));
        Assert.Equal(early.Figures["gate pooling_speedup"], entries[0].Figures["gate pooling_speedup"]);
    }

    [Fact]
    public void A_gate_of_a_former_name_goes_on_in_the_series_of_the_present_one()
    {
        HistoryEntry entry = Entry(1, 10);
        HistoryFigure figure = entry.Figures["gate pooling_speedup"];
        HistoryFile.Add(
            File,
            entry with
            {
                Figures = new Dictionary<string, HistoryFigure> { ["gate bridge_vs_dynamic_2k"] = figure, ["load x, p99"] = figure },
            }
        );
        Assert.Equal(["gate runtime_vs_package_api_2k", "load x, p99"], HistoryFile.Read(File, out _)[0].Figures.Keys);
    }

    [Theory]
    [InlineData("{\"startedAt\":\"2026-01-01T00")]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("{}")]
    public void A_line_that_is_none_is_passed_over_and_the_next_run_begins_a_new_one(string line)
    {
        HistoryFile.Add(File, Entry(1, 10));
        System.IO.File.AppendAllText(File, line);
        Assert.True(HistoryFile.Add(File, Entry(2, 10)));
        Assert.Equal(2, HistoryFile.Read(File, out IReadOnlyList<int> damaged).Count);
        Assert.Equal([2], damaged);
    }

    [Fact]
    public void An_entry_keeps_gates_benchmarks_and_load_but_no_row_of_a_generator_at_its_limit()
    {
        HistoryEntry entry = HistoryEntry.Of(SampleResults.Full);
        Assert.Equal(SampleResults.Full.Gates[0].Value, entry.Figures[$"gate {SampleResults.Full.Gates[0].Name}"].Value);
        Assert.Contains(
            entry.Figures,
            figure => figure.Key == "AllocationStrategy.Instantiate(Pooling=False)" && figure.Value.Unit == "us"
        );
        Assert.Equal(
            SampleResults.Full.Load.Count(load => !load.GeneratorLimited),
            entry.Figures.Count(figure => figure.Key.EndsWith(", p99", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void A_new_level_is_found_where_it_begins()
    {
        Random random = new(7);
        HistoryEntry[] entries = [.. Enumerable.Range(0, 30).Select(i => Entry(i, (i < 18 ? 10 : 13) + (random.NextDouble() * 0.4)))];
        HistorySeries series = Assert.Single(HistorySeries.Of(entries));
        Assert.Equal([18], series.Changes);
        Assert.InRange(series.Levels[0].Median, 10, 10.4);
        Assert.InRange(series.Levels[1].Median, 13, 13.4);
    }

    [Fact]
    public void Noise_and_a_single_outlier_are_no_change()
    {
        Random random = new(11);
        HistoryEntry[] entries = [.. Enumerable.Range(0, 30).Select(i => Entry(i, i == 15 ? 20 : 10 + (random.NextDouble() * 0.4)))];
        Assert.Empty(Assert.Single(HistorySeries.Of(entries)).Changes);
    }

    [Fact]
    public void Machines_are_kept_apart()
    {
        HistoryEntry[] entries =
        [
            .. Enumerable.Range(0, 20).Select(i => Entry(i, i % 2 == 0 ? 10 : 20) with { Machine = i % 2 == 0 ? "one" : "two" }),
        ];
        IReadOnlyList<HistorySeries> series = HistorySeries.Of(entries);
        Assert.Equal(["one", "two"], series.Select(one => one.Machine));
        Assert.All(series, one => Assert.Empty(one.Changes));
    }

    [Fact]
    public void The_page_shows_the_change_and_its_plot()
    {
        HistoryEntry[] entries = [.. Enumerable.Range(0, 20).Select(i => Entry(i, i < 10 ? 10 : 13))];
        string html = System.IO.File.ReadAllText(HistoryReport.Write(HistorySeries.Of(entries), _directory.FullName));
        Assert.Contains("+30.0 %", html, StringComparison.Ordinal);
        Assert.Contains("<img src=\"data:image/png;base64,", html, StringComparison.Ordinal);
        Assert.True(System.IO.File.Exists(Path.Combine(_directory.FullName, "plots", "trend-0-0.png")));
        Assert.Contains(
            "](plots/trend-0-0.png)",
            System.IO.File.ReadAllText(Path.Combine(_directory.FullName, HistoryReport.MarkdownName)),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(10, 11, "x", true, "gate pooling_speedup is faster: +10.0 % since 1a2b3c4 (11 Jan 2026)")]
    [InlineData(10, 11, "x", false, "gate pooling_speedup is slower: +10.0 % since 1a2b3c4 (11 Jan 2026)")]
    [InlineData(11, 10, "us", false, "gate pooling_speedup is faster: -9.1 % since 1a2b3c4 (11 Jan 2026)")]
    [InlineData(10, 11, "us", null, "gate pooling_speedup is slower: +10.0 % since 1a2b3c4 (11 Jan 2026)")]
    [InlineData(10, 11, "B", false, "gate pooling_speedup is larger: +10.0 % since 1a2b3c4 (11 Jan 2026)")]
    [InlineData(10, 11, "x", null, "gate pooling_speedup is higher: +10.0 % since 1a2b3c4 (11 Jan 2026)")]
    public void A_change_says_its_direction_its_size_its_commit_and_its_day(
        double before,
        double after,
        string unit,
        bool? moreIsBetter,
        string text
    )
    {
        HistorySeries series = Assert.Single(
            HistorySeries.Of([
                .. Enumerable
                    .Range(0, 20)
                    .Select(i => (i, Entry(i, 10)))
                    .Select(one =>
                        one.Item2 with
                        {
                            Commit = "1a2b3c4d5e6f",
                            Figures = one.Item2.Figures.ToDictionary(
                                figure => figure.Key,
                                figure =>
                                    figure.Value with
                                    {
                                        Value = one.i < 10 ? before : after,
                                        Unit = unit,
                                        MoreIsBetter = moreIsBetter,
                                    }
                            ),
                        }
                    ),
            ])
        );
        Assert.Equal(text, LevelChange.Describe(series));
    }

    private static HistoryEntry Entry(int day, double value) =>
        HistoryEntry.Of(
            SampleResults.Empty with
            {
                Environment = SampleResults.Environment with
                {
                    StartedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day),
                    Commit = $"c{day}",
                },
                Gates =
                [
                    SampleResults.Full.Gates[0] with
                    {
                        Name = "pooling_speedup",
                        Value = value,
                        Low = value - 0.1,
                        High = value + 0.1,
                    },
                ],
            }
        );
}
