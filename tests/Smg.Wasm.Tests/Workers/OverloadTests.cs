using System.Diagnostics;
using System.Globalization;
using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Tests.Fixtures;

namespace Smg.Wasm.Tests.Workers;

/// <summary>Ten times as many calls as the workers get done. <c>SMG_OVERLOAD_SECONDS</c> sets for how long, in five parts (5 when it is not set).</summary>
[Collection(LoadMachine.Name)]
[Trait("Category", "Hostile")]
public sealed class OverloadTests(ITestOutputHelper output)
{
    private const int Factor = 10;

    private static readonly WasmModule Guest = BusyGuest.Create("half a millisecond", rounds: 300_000);
    private static readonly WasmRuntimeOptions Options = new() { Dispatch = Dispatch.Workers, PoolSize = 16, MaxQueueTimeMs = 300 };
    private static readonly int Seconds = int.Parse(Environment.GetEnvironmentVariable("SMG_OVERLOAD_SECONDS") ?? "5", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Under_ten_times_the_load_every_caller_is_answered_and_the_work_goes_on()
    {
        const int Rounds = 5;
        using WasmRuntime runtime = new(Options);
        Assert.Null(await runtime.PrepareAsync(Guest));
        _ = await MeasureMaximumAsync(runtime);
        List<double> ratios = [];
        for (int round = 0; round < Rounds; round++)
        {
            double maximum = await MeasureMaximumAsync(runtime);
            Answers answers = await OverloadAsync(runtime, Factor * maximum, TimeSpan.FromSeconds(Seconds / (double)Rounds));
            ratios.Add(answers.SucceededPerSecond / maximum);
            output.WriteLine($"unloaded maximum {maximum:F0}/s; overload: {answers}; {ratios[^1]:P0} of the maximum");

            Assert.Equal(answers.Offered, answers.Succeeded + answers.QueueFull + answers.QueueTimeout);
            Assert.True(answers.OfferedPerSecond > 0.8 * Factor * maximum, $"only {answers.OfferedPerSecond:F0} calls a second were made: this was no overload");
            Assert.True(answers.MostWaiting <= Options.QueueCapacity, $"{answers.MostWaiting} calls waited at once");
            Assert.True(answers.MostBytes < answers.BytesBefore + (100 << 20), $"{answers}");
        }

        double median = ratios.Order().ElementAt(Rounds / 2);
        output.WriteLine($"median {median:P0}");
        Assert.True(median > 0.8, $"the workers got {median:P0} of their unloaded work done");
    }

    /// <summary>Calls a second that the workers get done when they always have enough and never too much, measured for a second.</summary>
    private static async Task<double> MeasureMaximumAsync(WasmRuntime runtime)
    {
        TimeSpan time = TimeSpan.FromSeconds(1);
        long start = Stopwatch.GetTimestamp();
        int done = 0;
        await Task.WhenAll(Enumerable.Range(0, 64 * runtime.WorkerCount).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                if ((await runtime.ExecuteAsync(Guest, AttachPoint.OnRequest, Guests.Request)).Succeeded)
                {
                    Interlocked.Increment(ref done);
                }
            }
        })));
        return done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>One thread makes the calls that are due once a millisecond and awaits none.</summary>
    private static Task<Answers> OverloadAsync(WasmRuntime runtime, double rate, TimeSpan time) => Task.Factory.StartNew(
        () =>
        {
            Answers answers = new();
            GC.Collect();
            answers.LookAtMemory();
            long start = Stopwatch.GetTimestamp();
            long lastLook = start;
            while (Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < time)
            {
                for (long due = (long)(elapsed.TotalSeconds * rate); answers.Offered < due; answers.Offered++)
                {
                    _ = answers.CountAsync(runtime.ExecuteAsync(Guest, AttachPoint.OnRequest, Guests.Request));
                }

                answers.MostWaiting = Math.Max(answers.MostWaiting, runtime.QueueLength);
                if (Stopwatch.GetElapsedTime(lastLook).TotalMilliseconds > 100)
                {
                    lastLook = Stopwatch.GetTimestamp();
                    answers.LookAtMemory();
                }

                Thread.Sleep(1);
            }

            answers.Elapsed = Stopwatch.GetElapsedTime(start);
            answers.SucceededInTime = answers.Succeeded;
            Assert.True(SpinWait.SpinUntil(() => answers.Answered == answers.Offered, TimeSpan.FromSeconds(10)), $"not all callers were answered: {answers}");
            return answers;
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>What came of the calls.</summary>
    private sealed class Answers
    {
        private int _succeeded;
        private int _queueFull;
        private int _queueTimeout;
        private int _other;

        public int Offered { get; set; }

        public int Succeeded => Volatile.Read(ref _succeeded);

        public int QueueFull => Volatile.Read(ref _queueFull);

        public int QueueTimeout => Volatile.Read(ref _queueTimeout);

        public int Answered => Succeeded + QueueFull + QueueTimeout + Volatile.Read(ref _other);

        /// <summary>Calls that had succeeded when the last one was made.</summary>
        public int SucceededInTime { get; set; }

        public TimeSpan Elapsed { get; set; }

        public double OfferedPerSecond => Offered / Elapsed.TotalSeconds;

        public double SucceededPerSecond => SucceededInTime / Elapsed.TotalSeconds;

        public int MostWaiting { get; set; }

        /// <summary>Managed heap and working set together, before the first call.</summary>
        public long BytesBefore { get; private set; }

        public long MostBytes { get; private set; }

        public async Task CountAsync(ValueTask<ExecutionResult> call)
        {
            ExecutionResult result = await call.ConfigureAwait(false);
            _ = result.Failure?.Cause switch
            {
                null => Interlocked.Increment(ref _succeeded),
                FailureCause.QueueFull => Interlocked.Increment(ref _queueFull),
                FailureCause.QueueTimeout => Interlocked.Increment(ref _queueTimeout),
                _ => Interlocked.Increment(ref _other),
            };
        }

        public void LookAtMemory()
        {
            long bytes = GC.GetTotalMemory(forceFullCollection: false) + Environment.WorkingSet;
            BytesBefore = BytesBefore == 0 ? bytes : BytesBefore;
            MostBytes = Math.Max(MostBytes, bytes);
        }

        public override string ToString()
            => $"{Offered} offered ({OfferedPerSecond:F0}/s), {Answered} answered: {Succeeded} succeeded ({SucceededPerSecond:F0}/s), {QueueFull} QueueFull, {QueueTimeout} QueueTimeout; "
                + $"at most {MostWaiting} waited; managed heap + working set {BytesBefore >> 20} MiB before, at most {MostBytes >> 20} MiB";
    }
}
