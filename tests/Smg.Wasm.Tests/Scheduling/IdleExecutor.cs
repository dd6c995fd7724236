using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Modules;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Tests.Scheduling;

/// <summary>Runs nothing: for tests of who may run when.</summary>
internal sealed class IdleExecutor : ICallExecutor
{
    public ExecutionCounters Counters { get; } = new RuntimeMetrics().AddCounters();

    public PhaseTimer? Phases => null;

    public CallClock Clock { get; } = new();

    public void Begin(GuestInput input) { }

    public ExecutionResult Execute(in GuestCall call) => new(MiddlewareAction.Continue);

    public void Cancel() { }

    public void Dispose() { }
}
