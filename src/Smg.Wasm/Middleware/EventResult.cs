using Smg.Wasm.Contract;
using Smg.Wasm.Failures;

namespace Smg.Wasm.Middleware;

/// <summary>Result of a chain for one event.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Events">The events for the client instead of it.</param>
public readonly record struct EventResult(EventOutcome Outcome, IReadOnlyList<StreamEvent> Events)
{
    /// <summary>The failure that ends the stream; null where none does.</summary>
    public ExecutionFailure? Failure { get; init; }

    internal static EventResult Failed(ExecutionFailure failure) => new(EventOutcome.Failed, []) { Failure = failure };

    internal static EventResult Cancelled { get; } = new(EventOutcome.Cancelled, []);
}
