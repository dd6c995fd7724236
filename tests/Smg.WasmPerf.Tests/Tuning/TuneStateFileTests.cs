using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Smg.WasmPerf.Tuning;
using Xunit;

namespace Smg.WasmPerf.Tests.Tuning;

public sealed class TuneStateFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smg-tune-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void What_is_written_is_read()
    {
        TuneState state = new()
        {
            Setup = TuneSamples.Setup with { Goal = "p99", Rate = 900, AllowState = true },
            Measurements =
            [
                new()
                {
                    Stage = TuningStage.Sweep,
                    Settings = ["a=1"],
                    Seconds = 2.5,
                    Gains = [1.0 / 3, 2],
                    CostUs = 3,
                    DefaultCostUs = 4,
                },
                new()
                {
                    Stage = TuningStage.Sweep,
                    Settings = ["a=2"],
                    Seconds = 2.5,
                    Gains = [],
                    CostUs = double.NaN,
                    DefaultCostUs = double.NaN,
                    Failure = "why",
                },
            ],
            Comparisons = [SampleResults.Comparison],
        };
        TuneStateFile.Write(_directory.FullName, state);

        Assert.Equivalent(state, TuneStateFile.Read(_directory.FullName), strict: true);
        Assert.Equal([TuneStateFile.FileName], Directory.GetFiles(_directory.FullName).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("{", "not the state of a search")]
    [InlineData("{}", "not the state of a search")]
    [InlineData("null", "has no state")]
    public void What_is_wrong_with_a_file_is_said(string json, string part) =>
        Assert.Contains(
            part,
            Assert.Throws<ResultsFileException>(() => TuneStateFile.FromJson(json, "some.json")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Another_version_and_a_missing_file_are_named()
    {
        string other = TuneStateFile.ToJson(new() { Setup = TuneSamples.Setup, Version = 2 });

        Assert.Contains(
            "version 2",
            Assert.Throws<ResultsFileException>(() => TuneStateFile.FromJson(other, "some.json")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no such file",
            Assert.Throws<ResultsFileException>(() => TuneStateFile.Read(_directory.FullName)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_candidate_is_equal_whatever_the_order_of_its_settings()
    {
        Candidate candidate = Candidate.Of(["b=2", "a=1"]);

        Assert.Equal(candidate, Candidate.Default.With("a", "1").With("b", "2"));
        Assert.Equal("a=1, b=2", candidate.Key);
        Assert.Equal(Candidate.Default, candidate.Without("a").Without("b"));
        Assert.Throws<FormatException>(() => Candidate.Of(["=2"]));
    }
}
