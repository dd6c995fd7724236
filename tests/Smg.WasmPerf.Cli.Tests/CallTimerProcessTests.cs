using Smg.WasmPerf.CallTimer;
using Smg.WasmPerf.Cli.Commands.Compare;

namespace Smg.WasmPerf.Cli.Tests;

public sealed class CallTimerProcessTests
{
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "smg-wasmperf-calltimer.dll");

    [Fact]
    public void Every_call_by_which_commits_are_compared_is_timed_in_a_process()
    {
        using CallTimerProcess process = new("A", Assembly, CommitCalls.All, TestContext.Current.CancellationToken);
        process.WaitUntilReady();
        for (int i = 0; i < CommitCalls.All.Count; i++)
        {
            Assert.InRange(process.Run(i, 3), 0.01, 10e6);
        }
    }

    [Fact]
    public void What_cannot_be_called_is_named_with_its_side()
    {
        TimedCall missing = CommitCalls.All[0] with { GuestPath = "/nowhere/missing.wasm" };
        using CallTimerProcess process = new("B", Assembly, [missing], TestContext.Current.CancellationToken);
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(process.WaitUntilReady);
        Assert.StartsWith("B: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("missing.wasm", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_is_no_call_timer_ends_the_comparison_with_what_it_wrote()
    {
        using CallTimerProcess process = new(
            "A",
            Path.Combine(AppContext.BaseDirectory, "missing.dll"),
            CommitCalls.All,
            TestContext.Current.CancellationToken
        );
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(process.WaitUntilReady);
        Assert.Contains("the call timer of A ended with exit code", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_process_ends_at_once()
    {
        using CancellationTokenSource cancellation = new();
        using CallTimerProcess process = new("A", Assembly, [CommitCalls.All[0]], cancellation.Token);
        process.WaitUntilReady();
        Task<double> run = Task.Run(() => process.Run(0, int.MaxValue), CancellationToken.None);
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public void A_call_travels_unchanged()
    {
        TimedCall call = Assert.Single(TimedCall.Read(TimedCall.Write([CommitCalls.All[0]])));
        Assert.Equal(CommitCalls.All[0].Body, call.Body);
        Assert.Equal(CommitCalls.All[0].Headers, call.Headers);
        Assert.Equal(CommitCalls.All[0].Name, call.Name);
    }
}
