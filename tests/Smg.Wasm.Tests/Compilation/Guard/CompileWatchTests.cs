using Smg.Wasm.Compilation.Guard;

namespace Smg.Wasm.Tests.Compilation.Guard;

/// <summary>A compile's limit counts processor time; by the clock it ends ten times as late.</summary>
public sealed class CompileWatchTests
{
    [Fact]
    public async Task Processor_time_above_the_limit_ends_the_compile_and_what_was_used_before_does_not_count()
    {
        TaskCompletionSource killed = new();
        long used = TimeSpan.FromHours(1).Ticks;
        using SemaphoreSlim looks = new(0);
        TimeSpan ProcessorTime()
        {
            looks.Release();
            return new TimeSpan(Interlocked.Read(ref used));
        }

        using CompileWatch watch = new(TimeSpan.FromMinutes(1), ProcessorTime, killed.SetResult);
        watch.Begin();
        for (int look = 0; look < 3; look++)
        {
            Assert.True(await looks.WaitAsync(Eventually.Limit));
        }

        Assert.False(watch.HasPassed);
        Interlocked.Add(ref used, TimeSpan.FromMinutes(1).Ticks + 1);
        await killed.Task.EndsAsync();
        Assert.True(watch.HasPassed);
        Assert.False(watch.TryAnswer());
        Assert.Contains("more than 60 s of processor time", watch.Outcome().Message, StringComparison.Ordinal);
    }

    /// <summary>A process that other processes' load, or a signal, keeps from running uses no processor time.</summary>
    [Fact]
    public async Task A_compile_that_does_not_run_ends_by_the_clock_and_not_before_ten_times_its_limit()
    {
        TaskCompletionSource killed = new();
        using CompileWatch watch = new(TimeSpan.FromMilliseconds(100), () => TimeSpan.Zero, killed.SetResult);
        System.Diagnostics.Stopwatch clock = System.Diagnostics.Stopwatch.StartNew();
        watch.Begin();
        await killed.Task.EndsAsync();
        Assert.InRange(clock.ElapsedMilliseconds, 950, Eventually.Limit.TotalMilliseconds);
        Assert.Contains("10 times its limit of 0.1 s", watch.Outcome().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_comes_first_is_taken()
    {
        using CompileWatch watch = new(
            TimeSpan.FromMinutes(1),
            () => TimeSpan.Zero,
            () => throw new InvalidOperationException("It was killed.")
        );
        watch.Begin();
        Assert.True(watch.TryAnswer());
        Assert.False(watch.HasPassed);
    }
}
