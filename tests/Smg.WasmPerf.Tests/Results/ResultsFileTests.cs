using System.Text.Json.Nodes;
using Smg.WasmPerf.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Results;

public sealed class ResultsFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smg-results-");

    private string FilePath => Path.Combine(_directory.FullName, "run", ResultsFile.FileName);

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void What_is_written_is_read()
    {
        ResultsFile.Write(FilePath, SampleResults.Full);
        RunResults read = ResultsFile.Read(FilePath);

        Assert.Equivalent(SampleResults.Full, read, strict: true);
        Assert.Equal(ResultsFile.ToJson(SampleResults.Full), ResultsFile.ToJson(read));
        Assert.Equal(GateVerdict.Failed, read.Gates[2].Verdict);
    }

    [Fact]
    public void Writing_replaces_the_file_and_leaves_nothing_beside_it()
    {
        ResultsFile.Write(FilePath, SampleResults.Full);
        ResultsFile.Write(FilePath, SampleResults.Empty);

        Assert.Empty(ResultsFile.Read(FilePath).Gates);
        Assert.Equal([FilePath], Directory.GetFileSystemEntries(Path.GetDirectoryName(FilePath)!));
    }

    [Fact]
    public void A_file_without_an_end_is_not_read_to_it()
    {
        const string Endless = "/dev/zero";
        Assert.SkipUnless(File.Exists(Endless), $"This system has no {Endless}.");
        ResultsFileException refused = Assert.Throws<ResultsFileException>(() => ResultsFile.Read(Endless));
        Assert.Equal($"{Endless}: is larger than any results file.", refused.Message);
    }

    [Theory]
    [InlineData("", "it is empty.")]
    [InlineData("{\n\"schemaVersion\"", "it is cut off after line 2.")]
    [InlineData("root:x:0:0", "line 1 is not JSON.")]
    [InlineData("{} }", "line 1 is not JSON.")]
    public void What_is_not_json_is_said_in_words_for_its_user(string json, string reason)
    {
        ResultsFileException refused = Assert.Throws<ResultsFileException>(() => ResultsFile.FromJson(json, "file"));
        Assert.Equal($"file: is not a results file: {reason}", refused.Message);
    }

    [Theory]
    [InlineData("commit", null, "the value at environment.commit is not one that it can have (line ")]
    [InlineData("cores", "x", "the value at environment.cores is not one that it can have (line ")]
    [InlineData("host", "", "a value is missing")]
    public void A_value_that_cannot_be_is_named_by_its_place(string name, string? value, string reason)
    {
        JsonNode results = JsonNode.Parse(ResultsFile.ToJson(SampleResults.Full))!;
        if (value is "")
        {
            results["environment"]!.AsObject().Remove(name);
        }
        else
        {
            results["environment"]![name] = value;
        }

        ResultsFileException refused = Assert.Throws<ResultsFileException>(() => ResultsFile.FromJson(results.ToJsonString(), "file"));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Not_a_number_comes_back()
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
                    GateDirection.AtLeast,
                    GateVerdict.Undecided
                ),
            ],
        };
        GateResult gate = ResultsFile.FromJson(ResultsFile.ToJson(odd), "text").Gates[0];

        Assert.Equal((double.NaN, double.NegativeInfinity, double.PositiveInfinity), (gate.Value, gate.Low, gate.High));
    }

    [Fact]
    public void A_gate_is_found_by_the_names_the_readers_rely_on()
    {
        JsonObject gate = JsonNode.Parse(ResultsFile.ToJson(SampleResults.Full))!["gates"]![0]!.AsObject();

        Assert.Equal("pooling_speedup", (string?)gate["name"]);
        Assert.Equal(
            (11.7, 11.2, 12.1, 3.0),
            ((double)gate["value"]!, (double)gate["low"]!, (double)gate["high"]!, (double)gate["threshold"]!)
        );
        Assert.Equal("x", (string?)gate["unit"]);
        Assert.True((bool)gate["passed"]!);
        Assert.Equal("Passed", (string?)gate["verdict"]);
    }

    [Fact]
    public void A_gate_of_a_former_name_is_read_with_the_present_one_and_its_command_is_lookCloser_in_the_file()
    {
        GateResult gate = SampleResults.Full.Gates[0] with { Name = "bridge_vs_dynamic_16k" };
        string json = ResultsFile.ToJson(SampleResults.Empty with { Gates = [gate] });
        Assert.Equal("runtime_vs_package_api_16k", ResultsFile.FromJson(json, "text").Gates[0].Name);
        Assert.Equal(gate.FollowUpCommand, (string?)JsonNode.Parse(json)!["gates"]![0]!["lookCloser"]);
    }

    [Fact]
    public void Comparisons_are_absent_where_none_were_made()
    {
        string json = ResultsFile.ToJson(SampleResults.Empty);

        Assert.DoesNotContain("comparisons", json, StringComparison.Ordinal);
        Assert.Null(ResultsFile.FromJson(json, "text").Comparisons);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        string message = Message(() => ResultsFile.Read(FilePath));

        Assert.Contains(FilePath, message, StringComparison.Ordinal);
        Assert.Contains("no such file", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_answered_with_the_file_to_name()
    {
        string expected = $"is a folder: name the file, for instance {Path.Combine(_directory.FullName, ResultsFile.FileName)}";
        Assert.Contains(expected, Message(() => ResultsFile.Read(_directory.FullName)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "is not a results file")]
    [InlineData("", "is not a results file")]
    [InlineData("[]", "no schemaVersion")]
    [InlineData("{}", "no schemaVersion")]
    [InlineData("{\"schemaVersion\": 2}", "schemaVersion 2; this build reads 1")]
    [InlineData("{\"schemaVersion\": \"1\"}", "schemaVersion \"1\"; this build reads 1")]
    [InlineData("{\"schemaVersion\": 1}", "environment")]
    [InlineData("{\"schemaVersion\": 1, \"environment\": null}", "nvironment")]
    public void What_is_wrong_with_a_file_is_said_in_one_line(string json, string part)
    {
        string message = Message(() => ResultsFile.FromJson(json, "some.json"));

        Assert.StartsWith("some.json: ", message, StringComparison.Ordinal);
        Assert.Contains(part, message, StringComparison.Ordinal);
    }

    private static string Message(Func<object> read)
    {
        string message = Assert.Throws<ResultsFileException>(read).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
