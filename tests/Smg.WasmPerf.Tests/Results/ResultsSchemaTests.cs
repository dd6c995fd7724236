using System.Text.Json.Nodes;
using Smg.Load.Scenarios;
using Smg.WasmPerf.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Results;

public sealed class ResultsSchemaTests
{
    [Fact]
    public void A_written_file_has_exactly_what_the_schema_names()
    {
        SchemaWalk walk = new(ResultsSchema.ReadText());
        walk.Check(JsonNode.Parse(ResultsFile.ToJson(SampleResults.Full)));

        Assert.Empty(walk.Errors);
        Assert.Equal(
            [
                "benchmark",
                "comparison",
                "environment",
                "gate",
                "gateAttempt",
                "gateControl",
                "histogram",
                "latency",
                "load",
                "measurement",
                "percentile",
                "percentilePoint",
            ],
            walk.Visited.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void An_empty_run_and_odd_numbers_fit_the_schema()
    {
        RunResults odd = SampleResults.Empty with
        {
            Gates =
            [
                SampleResults.Gate(
                    "odd",
                    double.NaN,
                    double.NegativeInfinity,
                    double.PositiveInfinity,
                    1,
                    GateDirection.AtMost,
                    GateVerdict.Undecided
                ),
            ],
        };
        foreach (RunResults results in new[] { SampleResults.Empty, odd })
        {
            SchemaWalk walk = new(ResultsSchema.ReadText());
            walk.Check(JsonNode.Parse(ResultsFile.ToJson(results)));
            Assert.Empty(walk.Errors);
        }
    }

    [Fact]
    public void A_row_of_another_engine_fits_the_schema_and_is_read_back()
    {
        LoadResult row = SampleResults.Full.Load[0] with
        {
            Engine = "NBomber 4.1.2",
            EngineNotes = ["a difference"],
            Arrivals = new ArrivalsResult(100, [1, 0, 2]),
        };
        string json = ResultsFile.ToJson(SampleResults.Full with { Load = [row] });
        SchemaWalk walk = new(ResultsSchema.ReadText());
        walk.Check(JsonNode.Parse(json));

        Assert.Empty(walk.Errors);
        LoadResult read = ResultsFile.FromJson(json, "engine.json").Load[0];
        Assert.Equal(("NBomber 4.1.2", "a difference"), (read.Engine, Assert.Single(read.EngineNotes!)));
        Assert.Equal([1, 0, 2], read.Arrivals!.Counts);
    }

    [Fact]
    public void A_row_from_before_there_were_histograms_fits_the_schema_and_is_read()
    {
        JsonNode root = JsonNode.Parse(ResultsFile.ToJson(SampleResults.Full))!;
        Assert.True(root["load"]![0]!.AsObject().Remove("serviceTimeHistogram"));
        Assert.True(root["load"]![0]!.AsObject().Remove("responseTimeHistogram"));
        SchemaWalk walk = new(ResultsSchema.ReadText());
        walk.Check(root);

        Assert.Empty(walk.Errors);
        LoadResult row = ResultsFile.FromJson(root.ToJsonString(), "old.json").Load[0];
        Assert.Null(row.ServiceTimeHistogram);
        Assert.Null(row.ResponseTimeHistogram);
    }

    [Theory]
    [InlineData("gates/0/value", "\"high\"")]
    [InlineData("gates/0/verdict", "\"passed\"")]
    [InlineData("gates/0/passed", "1")]
    [InlineData("schemaVersion", "2")]
    [InlineData("environment/extra", "1")]
    [InlineData("load/0/spectrum/0/valueUs", null)]
    [InlineData("load/0/serviceTimeHistogram/data", null)]
    [InlineData("benchmarks/0/parameters/Pooling", "true")]
    public void The_walk_finds_what_does_not_fit(string path, string? json)
    {
        JsonNode root = JsonNode.Parse(ResultsFile.ToJson(SampleResults.Full))!;
        string[] steps = path.Split('/');
        JsonNode parent = steps[..^1].Aggregate(root, (node, step) => int.TryParse(step, out int i) ? node[i]! : node[step]!);
        if (json is null)
        {
            parent.AsObject().Remove(steps[^1]);
        }
        else
        {
            parent[steps[^1]] = JsonNode.Parse(json);
        }

        SchemaWalk walk = new(ResultsSchema.ReadText());
        walk.Check(root);

        Assert.Single(walk.Errors);
    }
}
