using Smg.Wasm.Compilation;

namespace Smg.Wasm.Tests.Compilation;

public sealed class ThreadCacheTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Work_runs_on_a_thread_that_is_kept_for_the_next()
    {
        ThreadCache threads = new("kept", maxCount: 1);
        Thread? first = null;
        Thread? second = null;
        await threads.RunAsync(() => first = Thread.CurrentThread);
        await threads.RunAsync(() => second = Thread.CurrentThread);
        Assert.Equal("kept", first!.Name);
        Assert.False(first.IsThreadPoolThread);
        Assert.Same(first, second);
        Assert.Equal(1, threads.Count);
    }

    [Fact]
    public async Task Work_runs_side_by_side_up_to_the_bound_and_the_rest_waits()
    {
        ThreadCache threads = new("bound", maxCount: 2);
        using ManualResetEventSlim goOn = new();
        using CountdownEvent both = new(2);
        void Meet()
        {
            both.Signal();
            goOn.Wait(Patience);
        }

        Task one = threads.RunAsync(Meet);
        Task two = threads.RunAsync(Meet);
        Assert.True(both.Wait(Patience));
        Task third = threads.RunAsync(() => { });
        Assert.Equal((2, false), (threads.Count, third.IsCompleted));
        goOn.Set();
        await Task.WhenAll(one, two, third).WaitAsync(Patience);
    }

    [Fact]
    public async Task Work_that_fails_fails_its_caller_alone()
    {
        ThreadCache threads = new("fails", maxCount: 1);
        await Assert.ThrowsAsync<InvalidDataException>(() => threads.RunAsync(() => throw new InvalidDataException()));
        bool ran = false;
        await threads.RunAsync(() => ran = true);
        Assert.True(ran);
    }

    [Fact]
    public async Task Threads_without_work_end_and_new_ones_take_their_place()
    {
        ThreadCache threads = new("ends", maxCount: 1);
        Thread? first = null;
        await threads.RunAsync(() => first = Thread.CurrentThread);
        Assert.True(first!.Join(Patience));
        Assert.Equal(0, threads.Count);
        Thread? second = null;
        await threads.RunAsync(() => second = Thread.CurrentThread);
        Assert.NotSame(first, second);
    }

    [Fact]
    public async Task All_of_much_work_is_done()
    {
        ThreadCache threads = new("much", maxCount: 3);
        int done = 0;
        await Parallel.ForAsync(0, 2_000, async (_, _) => await threads.RunAsync(() => Interlocked.Increment(ref done)));
        Assert.Equal(2_000, done);
    }
}
