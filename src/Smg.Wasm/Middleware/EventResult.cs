using Smg.Wasm.Contract;
using Smg.Wasm.Failures;

namespace Smg.Wasm.Middleware;

/// <summary>How an event came through a chain.</summary>
/// <param name="Outcome">What comes of it.</param>
/// <param name="Events">What goes to the client in its place.</param>
public readonly record struct EventResult(EventOutcome Outcome, IReadOnlyList<StreamEvent> Events)
{
    /// <summary>The failure that ends the stream; null where none does.</summary>
    public ExecutionFailure? Failure { get; init; }

    internal static EventResult Failed(ExecutionFailure failure) => new(EventOutcome.Failed, []) { Failure = failure };

    internal static EventResult Cancelled { get; } = new(EventOutcome.Cancelled, []);
}
