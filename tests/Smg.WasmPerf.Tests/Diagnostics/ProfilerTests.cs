using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Smg.WasmPerf.Diagnostics;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Load;
using Xunit;

namespace Smg.WasmPerf.Tests.Diagnostics;

[Collection(LoadMachine.Name)]
public sealed class ProfilerTests
{
    /// <summary>
    /// Some hundred microseconds to a millisecond: work is counted, so that both sides keep their shares on a machine that is busy
    /// elsewhere.
    /// </summary>
    private const int PartRounds = 300_000;

    private const string SlowFrame = "Smg.WasmPerf.Tests.Diagnostics.ProfilerTests.Slow";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_method_that_makes_a_side_slow_is_named(bool slowInB)
    {
        double Fast() => Work(parts: 2);
        double SlowSide() => Work(parts: 2) + Slow(parts: 2);
        PairedWorkload sides = slowInB ? new(Fast, SlowSide) : new(SlowSide, Fast);
        IReadOnlyList<FrameShareResult> frames = ArmProfiler.Compare(
            sides,
            TimeSpan.FromMilliseconds(400),
            slowInB,
            TestContext.Current.CancellationToken
        );
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', frames));
        FrameShareResult slow = frames[0];
        Assert.Equal(SlowFrame, slow.Frame);
        Assert.InRange(slowInB ? slow.ShareB : slow.ShareA, 0.2, 0.8);
        Assert.Equal(0, slowInB ? slow.ShareA : slow.ShareB);
    }

    [Fact]
    public void A_recording_is_a_trace_whose_speedscope_file_has_the_stacks()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smg-trace-");
        try
        {
            string path = Path.Combine(folder.FullName, "traces", "work.nettrace");
            using (TraceRecording recording = new(path))
            {
                Slow(parts: 200);
            }

            Assert.True(new FileInfo(path).Length > 10_000);
            string speedScope = TraceFile.WriteSpeedScope(path);
            Assert.Equal(Path.Combine(folder.FullName, "traces", "work.speedscope.json"), speedScope);
            JsonNode json = JsonNode.Parse(File.ReadAllText(speedScope))!;
            Assert.Contains(
                json["shared"]!["frames"]!.AsArray(),
                frame => ((string)frame!["name"]!).Contains("ProfilerTests.Slow", StringComparison.Ordinal)
            );
            Assert.NotEmpty(json["profiles"]!.AsArray());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Work(int parts)
    {
        uint value = 1;
        for (int i = 0; i < parts * PartRounds; i++)
        {
            value = (value * 1_664_525) + 1_013_904_223;
        }

        return value + 1.0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Slow(int parts)
    {
        uint value = 1;
        for (int i = 0; i < parts * PartRounds; i++)
        {
            value = (value * 1_664_525) + 1_013_904_223;
        }

        return value + 1.0;
    }
}
