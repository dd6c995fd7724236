using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Execution;

/// <summary>Runs one call at a time. Used by one thread at a time; only <see cref="Cancel"/> may come from another.</summary>
internal interface ICallExecutor : IDisposable
{
    /// <summary>Where its calls are counted.</summary>
    ExecutionCounters Counters { get; }

    /// <summary>Where the phases of its calls are recorded; null where they are not.</summary>
    PhaseTimer? Phases { get; }

    /// <summary>Since when the guest of its call runs.</summary>
    CallClock Clock { get; }

    /// <summary>A call begins: it can be cancelled from now on, and a cancellation of the call before is forgotten.</summary>
    void Begin(GuestInput input);

    /// <summary>Runs the call.</summary>
    /// <returns>An answer or a failure, whatever goes wrong.</returns>
    ExecutionResult Execute(in GuestCall call);

    /// <summary>Asks the running call to stop.</summary>
    void Cancel();
}
