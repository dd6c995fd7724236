using Smg.WasmPerf.Calibration;
using Smg.WasmPerf.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Calibration;

public sealed class CalibrationGatesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smg-calibration-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(100, 2, GateVerdict.Passed)]
    [InlineData(100, 3, GateVerdict.Failed)]
    [InlineData(49, 0, GateVerdict.Undecided)]
    public void False_alarms_may_be_two_of_a_hundred(int trials, int alarms, GateVerdict verdict) =>
        Assert.Equal(
            verdict,
            CalibrationGates
                .FalseAlarms(Trials(CalibrationKind.SameThing, trials, alarms, ComparisonVerdict.Faster, ComparisonVerdict.Undecided))
                .Verdict
        );

    [Theory]
    [InlineData(100, 95, GateVerdict.Passed)]
    [InlineData(100, 94, GateVerdict.Failed)]
    [InlineData(10, 10, GateVerdict.Undecided)]
    public void A_slow_down_is_found_ninety_five_times_of_a_hundred(int trials, int found, GateVerdict verdict) =>
        Assert.Equal(
            verdict,
            CalibrationGates
                .Found(Trials(CalibrationKind.FivePercentMore, trials, found, ComparisonVerdict.Slower, ComparisonVerdict.Faster))
                .Verdict
        );

    [Fact]
    public void A_stall_that_the_generator_could_not_follow_decides_nothing()
    {
        StallOutcome outcome = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(51), TimeSpan.Zero, GeneratorLimited: false);
        Assert.Equal(
            (GateVerdict.Passed, 2.0),
            (CalibrationGates.Stall(outcome).Verdict, Math.Round(CalibrationGates.Stall(outcome).Value, 6))
        );
        Assert.Equal(GateVerdict.Undecided, CalibrationGates.Stall(outcome with { GeneratorLimited = true }).Verdict);
        Assert.Equal(GateVerdict.Failed, CalibrationGates.Stall(outcome with { ResponseP99 = TimeSpan.FromMilliseconds(40) }).Verdict);
    }

    [Fact]
    public void Trials_are_read_as_they_were_written_and_a_line_that_was_cut_off_is_left_out()
    {
        string path = Path.Combine(_folder.FullName, TrialFile.FileName);
        TrialFile file = new(path);
        Assert.Empty(file.Read());
        IReadOnlyList<CalibrationTrial> trials = Trials(CalibrationKind.SameThing, 3, 1, ComparisonVerdict.Slower, ComparisonVerdict.Same);
        foreach (CalibrationTrial trial in trials)
        {
            file.Append(trial);
        }

        Assert.Equal(trials, file.Read());
        File.AppendAllText(path, "{\"kind\":\"Same");
        Assert.Equal(trials, file.Read());
    }

    private static CalibrationTrial[] Trials(CalibrationKind kind, int count, int hits, ComparisonVerdict hit, ComparisonVerdict other) =>
        [
            .. Enumerable
                .Range(1, count)
                .Select(number => new CalibrationTrial(kind, number, number <= hits ? hit : other, 1.01, 0.99, 1.02, 1.2, 2.5)),
        ];
}
