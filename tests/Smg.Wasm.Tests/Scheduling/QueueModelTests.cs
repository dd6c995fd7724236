using System.Diagnostics;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Scheduling;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Tests.Scheduling;

/// <summary>The queue does what a simple model of it says, whatever happens in whatever order.</summary>
public sealed class QueueModelTests
{
    private const int Capacity = 6;
    private const int Workers = 3;

    /// <summary>Less than the time for which a lane counts as called lately.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);
    private static readonly WasmModule[] Modules = [Guests.Continues, Guests.Rejects, Guests.Traps, Guests.LoopsForever];

    private static readonly Gen<Step> Steps = Gen.Frequency(
        (5, Gen.Const(Step.Enqueue)),
        (1, Gen.Const(Step.Cancel)),
        (3, Gen.Const(Step.Take)),
        (3, Gen.Const(Step.EndQuickly)),
        (1, Gen.Const(Step.EndLate)),
        (1, Gen.Const(Step.Expire))
    );

    private enum Step
    {
        Enqueue,
        Cancel,
        Take,
        EndQuickly,
        EndLate,
        Expire,
    }

    [Fact]
    public void Every_call_is_answered_once_and_no_lane_starves() =>
        Gen.Select(Steps, Gen.Int[0, 1000])
            .Array[0, 120]
            .Sample(
                steps =>
                {
                    using Run run = new();
                    foreach ((Step step, int number) in steps)
                    {
                        run.Do(step, number);
                        run.Check();
                    }

                    run.Drain();
                },
                iter: 2000
            );

    /// <summary>One call as the model sees it.</summary>
    private sealed record Call(WasmModule Module, long EnqueuedAt, ValueTask<ExecutionResult> Completion, CancellationTokenSource Source)
    {
        /// <summary>Workers that took another call while this one was the oldest of its lane and its lane was quick.</summary>
        public int PassedOver { get; set; }
    }

    /// <summary>The queue beside lists of the same calls.</summary>
    private sealed class Run : IDisposable
    {
        private readonly ModuleQueueTable _lanes = new(TimeSpan.FromMilliseconds(20));
        private readonly WorkQueue _queue;
        private readonly WorkItemPool _pool;
        private readonly ExecutionSlot[] _slots = [.. Enumerable.Range(0, Workers).Select(_ => new ExecutionSlot(new IdleExecutor()))];
        private readonly WorkItem?[] _running = new WorkItem?[Workers];
        private readonly Call?[] _runningCalls = new Call?[Workers];
        private readonly List<Call> _waiting = [];

        public Run()
        {
            _queue = new WorkQueue(Capacity, MaxWait, _lanes);
            _pool = new WorkItemPool(_queue, new RuntimeDiagnostics(NullLogger.Instance, () => 0), Capacity);
            foreach (ExecutionSlot slot in _slots)
            {
                _queue.AddWorker(slot);
            }
        }

        public void Do(Step step, int number)
        {
            int worker = number % Workers;
            switch (step)
            {
                case Step.Enqueue:
                    Enqueue(Modules[number % Modules.Length]);
                    break;
                case Step.Cancel when _waiting.Count > 0:
                    Cancel(_waiting[number % _waiting.Count]);
                    break;
                case Step.Take when _running[worker] is null:
                    Take(worker);
                    break;
                case Step.EndQuickly when _running[worker] is not null:
                    End(worker, late: false);
                    break;
                case Step.EndLate when _running[worker] is not null:
                    End(worker, late: true);
                    break;
                case Step.Expire when _waiting.Count > 0:
                    Expire(_waiting[number % _waiting.Count].EnqueuedAt);
                    break;
                default:
                    break;
            }
        }

        /// <summary>Nobody who waits or runs is answered; the count is the model's.</summary>
        public void Check()
        {
            Assert.Equal(_waiting.Count, _queue.Waiting);
            Assert.InRange(_queue.Waiting, 0, Capacity);
            Assert.All(_waiting, call => Assert.False(call.Completion.IsCompleted));
            Assert.All(_runningCalls, call => Assert.False(call?.Completion.IsCompleted ?? false));
            Assert.All(_waiting, call => Assert.InRange(call.PassedOver, 0, Modules.Length - 1));
        }

        /// <summary>Whatever the lanes are like: when workers end their calls and take others, all are served.</summary>
        public void Drain()
        {
            for (int round = 0; _waiting.Count > 0 || _running.Any(item => item is not null); round++)
            {
                Assert.True(round <= 2 * (Capacity + Workers), $"{_waiting.Count} calls still wait");
                for (int worker = 0; worker < Workers; worker++)
                {
                    if (_running[worker] is not null)
                    {
                        End(worker, late: false);
                    }

                    Take(worker);
                    Check();
                }
            }

            _queue.Close();
            Assert.Null(_queue.TryTake(_slots[0], out bool isOver));
            Assert.True(isOver);
            WorkItem late = Rent(Modules[0]);
            Assert.Equal(FailureCause.ShuttingDown, _queue.TryEnqueue(late)?.Cause);
        }

        public void Dispose()
        {
            _queue.Dispose();
            foreach (ExecutionSlot slot in _slots)
            {
                slot.Dispose();
            }
        }

        private void Enqueue(WasmModule module)
        {
            WorkItem item = Rent(module);
            Call call = new(module, item.EnqueuedAt, item.Completion, new CancellationTokenSource());
            int own = _waiting.Count(other => other.Module == module);
            int longest = Modules.Max(other => _waiting.Count(call => call.Module == other));
            bool isFull = _waiting.Count == Capacity;
            FailureCause? refused = _queue.TryEnqueue(item)?.Cause;
            if (isFull && own == longest)
            {
                Assert.Equal(FailureCause.QueueFull, refused);
                item.Release();
                item.Release();
                return;
            }

            Assert.Null(refused);
            item.WatchCancellation(call.Source.Token);
            _waiting.Add(call);
            if (isFull)
            {
                Call shed = Assert.Single(_waiting, other => other.Completion.IsCompleted);
                Assert.Equal(longest, _waiting.Count(other => other.Module == shed.Module));
                Assert.Same(_waiting.First(other => other.Module == shed.Module), shed);
                Answered(shed, FailureCause.QueueFull);
            }
        }

        private void Cancel(Call call)
        {
            call.Source.Cancel();
            Answered(call, FailureCause.Cancelled);
        }

        private void Expire(long enqueuedAt)
        {
            _queue.Tick(enqueuedAt + (long)(MaxWait.TotalSeconds * Stopwatch.Frequency));
            foreach (Call call in _waiting.Where(call => call.EnqueuedAt <= enqueuedAt).ToArray())
            {
                Answered(call, FailureCause.QueueTimeout);
            }

            // The clock goes back: what is called next was called lately.
            _queue.Tick(Stopwatch.GetTimestamp());
        }

        private void Take(int worker)
        {
            WorkItem? item = _queue.TryTake(_slots[worker], out _);
            if (item is null)
            {
                // Held back are only lanes that are not quick, and only while others hold as many workers as such lanes may have.
                Assert.All(_waiting, call => Assert.False(IsQuick(call)));
                Assert.True(_waiting.Count == 0 || _running.Count(other => other is not null) >= Workers - 1);
                return;
            }

            Call taken = _waiting.First(call => call.Module == item.Module);
            Assert.Equal(item.EnqueuedAt, taken.EnqueuedAt);
            foreach (Call oldest in _waiting.DistinctBy(call => call.Module).Where(call => call != taken && IsQuick(call)))
            {
                oldest.PassedOver++;
            }

            _waiting.Remove(taken);
            _running[worker] = item;
            _runningCalls[worker] = taken;

            int slow = _runningCalls.Count(call => call is not null && !IsQuick(call));
            Assert.True(IsQuick(taken) || !_lanes.HasQuick || slow < Workers, "a lane that is not quick took the last worker");
        }

        private void End(int worker, bool late)
        {
            WorkItem item = _running[worker]!;
            long now = _slots[worker].Executor.Clock.Start() + (late ? Stopwatch.Frequency : 0);
            _slots[worker].End(now, new ExecutionResult(MiddlewareAction.Continue));
            item.Complete(new ExecutionResult(MiddlewareAction.Continue));
            item.Release();
            Call call = _runningCalls[worker]!;
            Assert.True(call.Completion.IsCompleted);
            Assert.True(call.Completion.Result.Succeeded);
            _running[worker] = null;
            _runningCalls[worker] = null;
            _queue.Tick(Stopwatch.GetTimestamp());
        }

        private void Answered(Call call, FailureCause cause)
        {
            Assert.True(call.Completion.IsCompleted);
            Assert.Equal(cause, call.Completion.Result.Failure?.Cause);
            Assert.True(_waiting.Remove(call));
        }

        private bool IsQuick(Call call) => _lanes.Find(call.Module).IsQuick;

        private WorkItem Rent(WasmModule module)
        {
            WorkItem item = _pool.Rent();
            item.Prepare(_lanes.Find(module), new GuestCall(module, AttachPoint.OnRequest, Guests.Request, default));
            return item;
        }
    }
}
