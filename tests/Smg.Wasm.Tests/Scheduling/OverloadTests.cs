using System.Diagnostics;
using System.Globalization;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Scheduling;

/// <summary>
/// Ten times as many calls as the workers get done. <c>SMG_OVERLOAD_SECONDS</c> also measures how much they get done, for that long in five
/// parts.
/// </summary>
[Collection(LoadMachine.Name)]
[Trait("Category", "Hostile")]
public sealed class OverloadTests(ITestOutputHelper output)
{
    private const int Factor = 10;

    private static readonly WasmModule Guest = BusyGuest.Create("half a millisecond", rounds: 300_000);
    private static readonly WasmRuntimeOptions Options = new()
    {
        Dispatch = Dispatch.Workers,
        PoolSize = 16,
        MaxQueueTimeMs = 300,
    };
    private static readonly int Seconds = int.Parse(
        Environment.GetEnvironmentVariable("SMG_OVERLOAD_SECONDS") ?? "0",
        CultureInfo.InvariantCulture
    );

    [Fact]
    public async Task Under_ten_times_the_load_every_caller_is_answered_and_the_work_goes_on()
    {
        const int Calls = 1000;
        using WasmRuntime runtime = new(Options);
        Assert.Null(await runtime.PrepareAsync(Guest));

        // The load follows the workers, however fast they are at this moment, until so many calls have succeeded.
        Answers answers = await OfferAsync(
                runtime,
                (answers, _) => Factor * (answers.Succeeded + Options.QueueCapacity),
                answers => answers.Succeeded < Calls
            )
            .EndsAsync();
        output.WriteLine(answers.ToString());
        Assert.Equal(answers.Offered, answers.Succeeded + answers.QueueFull + answers.QueueTimeout);
        Assert.InRange(answers.Succeeded, Calls, answers.Offered / (Factor - 1));
        AssertBounded(answers);
    }

    [Fact]
    public async Task Under_ten_times_the_load_the_workers_get_as_much_done_as_without()
    {
        const int Rounds = 5;
        Assert.SkipWhen(Seconds == 0, "Compares rates: set SMG_OVERLOAD_SECONDS on a machine that does nothing else.");
        using WasmRuntime runtime = new(Options);
        Assert.Null(await runtime.PrepareAsync(Guest));
        _ = await MeasureMaximumAsync(runtime);
        List<double> maxima = [];
        List<double> ratios = [];
        List<double> ratiosOfCpuTime = [];
        for (int round = 0; round < Rounds; round++)
        {
            Answers unloaded = await MeasureMaximumAsync(runtime);
            double maximum = unloaded.SucceededPerSecond;
            maxima.Add(maximum);
            TimeSpan time = TimeSpan.FromSeconds(Seconds / (double)Rounds);
            Answers answers = await OfferAsync(
                runtime,
                (_, elapsed) => (long)(elapsed.TotalSeconds * Factor * maximum),
                answers => answers.Elapsed < time
            );
            ratios.Add(answers.SucceededPerSecond / maximum);
            ratiosOfCpuTime.Add(answers.SucceededPerCpuSecond / unloaded.SucceededPerCpuSecond);
            output.WriteLine(
                $"unloaded maximum {maximum:F0}/s; overload: {answers}; {ratios[^1]:P0} of the maximum, {ratiosOfCpuTime[^1]:P0} by "
                    + "processor time"
            );

            Assert.Equal(answers.Offered, answers.Succeeded + answers.QueueFull + answers.QueueTimeout);
            Assert.True(
                answers.OfferedPerSecond > 0.8 * Factor * maximum,
                $"only {answers.OfferedPerSecond:F0} calls a second were made: this was no overload"
            );
            AssertBounded(answers);
        }

        output.WriteLine($"medians: {Median(ratios):P0}, {Median(ratiosOfCpuTime):P0} by processor time");
        Assert.True(
            Median(ratiosOfCpuTime) > 0.8,
            $"the workers got {Median(ratiosOfCpuTime):P0} of their unloaded work done in the same processor time"
        );

        // Where the maximum itself is not the same from one second to the next, somebody else has the processors, and only processor time
        // says anything.
        if (maxima.Max() < 1.2 * maxima.Min())
        {
            Assert.True(Median(ratios) > 0.8, $"the workers got {Median(ratios):P0} of their unloaded work done");
        }
    }

    private static void AssertBounded(Answers answers)
    {
        Assert.True(answers.MostWaiting <= Options.QueueCapacity, $"{answers.MostWaiting} calls waited at once");
        Assert.True(answers.MostBytes < answers.BytesBefore + (100 << 20), $"{answers}");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Calls a second that the workers get done when they always have enough and never too much, measured for a second.</summary>
    private static Task<Answers> MeasureMaximumAsync(WasmRuntime runtime)
    {
        int atOnce = 32 * runtime.WorkerCount;
        return OfferAsync(runtime, (answers, _) => answers.Answered + atOnce, answers => answers.Elapsed < TimeSpan.FromSeconds(1));
    }

    /// <summary>One thread makes the calls that are due once a millisecond and awaits none.</summary>
    private static Task<Answers> OfferAsync(WasmRuntime runtime, Func<Answers, TimeSpan, long> callsDue, Func<Answers, bool> goesOn) =>
        Task.Factory.StartNew(
            () =>
            {
                Answers answers = new();
                GC.Collect();
                answers.LookAtMemory();
                TimeSpan cpuTime = Environment.CpuUsage.TotalTime;
                long start = Stopwatch.GetTimestamp();
                long lastLook = start;
                for (; goesOn(answers); answers.Elapsed = Stopwatch.GetElapsedTime(start))
                {
                    Assert.True(answers.Elapsed < TimeSpan.FromSeconds(Seconds) + Eventually.Limit, $"the work does not go on: {answers}");
                    for (long due = callsDue(answers, answers.Elapsed); answers.Offered < due; answers.Offered++)
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

                answers.CpuTime = Environment.CpuUsage.TotalTime - cpuTime;
                answers.SucceededInTime = answers.Succeeded;
                Eventually.Until(() => answers.Answered == answers.Offered);
                return answers;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

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

        /// <summary>Processor time of the whole process meanwhile.</summary>
        public TimeSpan CpuTime { get; set; }

        public double OfferedPerSecond => Offered / Elapsed.TotalSeconds;

        public double SucceededPerSecond => SucceededInTime / Elapsed.TotalSeconds;

        public double SucceededPerCpuSecond => SucceededInTime / CpuTime.TotalSeconds;

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

        public override string ToString() =>
            $"{Offered} offered ({OfferedPerSecond:F0}/s), {Answered} answered: {Succeeded} succeeded ({SucceededPerSecond:F0}/s), "
            + $"{QueueFull} QueueFull, {QueueTimeout} QueueTimeout; "
            + $"at most {MostWaiting} waited; managed heap + working set {BytesBefore >> 20} MiB before, at most {MostBytes >> 20} MiB";
    }
}
