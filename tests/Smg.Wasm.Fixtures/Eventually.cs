using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Smg.Wasm.Fixtures;

/// <summary>Waits for what must come, however slow the machine is at that moment; what does not come fails by its name.</summary>
public static class Eventually
{
    /// <summary>Longest wait: a deadlock is found, a busy machine is not mistaken for one.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(1);

    /// <summary>Waits until a condition holds.</summary>
    /// <exception cref="TimeoutException">It does not hold within <see cref="Limit"/>.</exception>
    public static async Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        for (long start = Stopwatch.GetTimestamp(); !condition(); )
        {
            ThrowIfOver(start, what);
            await Task.Delay(Poll).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until a condition holds that takes a while to look at.</summary>
    /// <exception cref="TimeoutException">It does not hold within <see cref="Limit"/>.</exception>
    public static async Task UntilAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        for (long start = Stopwatch.GetTimestamp(); !await condition().EndsAsync().ConfigureAwait(false); )
        {
            ThrowIfOver(start, what);
            await Task.Delay(Poll).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until a condition holds, on a thread that does nothing else.</summary>
    /// <exception cref="TimeoutException">It does not hold within <see cref="Limit"/>.</exception>
    public static void Until(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        for (long start = Stopwatch.GetTimestamp(); !condition(); )
        {
            ThrowIfOver(start, what);
            Thread.Sleep(Poll);
        }
    }

    /// <summary>
    /// Runs something until a run of it allocates nothing on this thread: code that .NET has not optimised yet may allocate, and on a busy
    /// machine it is optimised late.
    /// </summary>
    /// <exception cref="TimeoutException">Each run within <see cref="Limit"/> allocates.</exception>
    public static void AllocatesNothing(Action action, [CallerArgumentExpression(nameof(action))] string what = "")
    {
        for (long start = Stopwatch.GetTimestamp(); ; Thread.Sleep(Poll))
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated == 0)
            {
                return;
            }

            ThrowIfOver(start, $"{what} allocates nothing (now {allocated} bytes)");
        }
    }

    /// <summary>Waits for a task.</summary>
    /// <exception cref="TimeoutException">It does not end within <see cref="Limit"/>.</exception>
    public static async Task EndsAsync(this Task task, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        try
        {
            await task.WaitAsync(Limit).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw Late($"the end of {what}");
        }
    }

    /// <summary>Waits for a task's result.</summary>
    /// <exception cref="TimeoutException">It does not end within <see cref="Limit"/>.</exception>
    public static async Task<T> EndsAsync<T>(this Task<T> task, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        await EndsAsync((Task)task, what).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    /// <summary>Waits until guests of a runtime hold that many instances: their calls run.</summary>
    /// <exception cref="TimeoutException">They do not within <see cref="Limit"/>.</exception>
    public static Task RunAsync(this WasmRuntime runtime, int calls) =>
        UntilAsync(() => runtime.GetPoolOccupancy().InUse == calls, $"{calls} running calls");

    private static void ThrowIfOver(long start, string what)
    {
        if (Stopwatch.GetElapsedTime(start) > Limit)
        {
            throw Late(what);
        }
    }

    private static TimeoutException Late(string what) => new($"{Limit.TotalSeconds:F0} s passed without this: {what}");
}
