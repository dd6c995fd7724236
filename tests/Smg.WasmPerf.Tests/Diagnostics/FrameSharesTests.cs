using Smg.WasmPerf.Diagnostics;
using Smg.WasmPerf.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Diagnostics;

public sealed class FrameSharesTests
{
    [Fact]
    public void A_share_is_of_the_samples_in_which_a_method_is_the_innermost_outside_of_the_libraries()
    {
        FrameShares shares = new([
            [
                ["Parse", "Main"],
                ["System.String.Concat", "System.String.Join", "Parse", "Main"],
                ["Interop+Sys.Write", "Parse", "Main"],
                ["Run", "Main"],
            ],
        ]);
        Assert.Equal(4, shares.Samples);
        Assert.Equal(0.75, shares.Shares["Parse"]);
        Assert.Equal(0.25, shares.Shares["Run"]);
        Assert.DoesNotContain("Main", shares.Shares.Keys);
    }

    [Fact]
    public void Threads_that_do_little_but_wait_are_left_out_and_waits_between_work_are_not()
    {
        FrameShares shares = new([
            [.. Enumerable.Repeat<string[]>(["System.Threading.Monitor.Wait", "Idle"], 100)],
            [.. Enumerable.Repeat<string[]>(["System.Threading.Thread.Sleep", "Tick"], 9), ["Tick"]],
            [
                ["System.Threading.Monitor.Wait", "Take", "Run"],
                ["Work", "Run"],
            ],
        ]);
        Assert.Equal(new Dictionary<string, double> { ["Take"] = 0.5, ["Work"] = 0.5 }, shares.Shares);
    }

    [Fact]
    public void What_the_lab_does_to_record_is_left_out() => Assert.Equal(["Run"], new FrameShares([
                [
                    ["System.IO.Stream.CopyTo", "Smg.WasmPerf.Diagnostics.TraceRecording.Write"],
                    ["Run", "Main"],
                ],
            ]).Shares.Keys);

    [Fact]
    public void Methods_are_listed_whose_share_grew_the_most_first_and_noise_is_not()
    {
        FrameShares a = new([Stacks(("Same", 500), ("Noise", 100), ("Gone", 395), ("Slower", 5))]);
        FrameShares b = new([Stacks(("Same", 500), ("Noise", 105), ("New", 100), ("Slower", 295))]);
        Assert.Equal(
            [new FrameShareResult("Slower", 0.005, 0.295), new FrameShareResult("New", 0, 0.1)],
            FrameComparison.Of(a, b, growsInB: true)
        );
        Assert.Equal(["Gone"], FrameComparison.Of(a, b, growsInB: false).Select(frame => frame.Frame));
    }

    private static List<string[]> Stacks(params (string Leaf, int Count)[] samples) =>
        [.. samples.SelectMany(sample => Enumerable.Repeat<string[]>([sample.Leaf, "Main"], sample.Count))];
}
