using Smg.Wasm.Contract;

namespace Smg.Wasm.Middleware;

/// <summary>Result of a chain for one message.</summary>
/// <typeparam name="TMessage">A <see cref="MiddlewareRequest"/> or a <see cref="MiddlewareResponse"/>.</typeparam>
public readonly record struct ChainResult<TMessage>
    where TMessage : MiddlewareInput
{
    private readonly IReadOnlyList<ChainNote>? _notes;

    private ChainResult(ChainOutcome outcome, TMessage? message, ChainRejection? rejection, IReadOnlyList<ChainNote>? notes)
    {
        Outcome = outcome;
        Message = message;
        Rejection = rejection;
        _notes = notes;
    }

    /// <summary>The outcome.</summary>
    public ChainOutcome Outcome { get; }

    /// <summary>The message to forward, the same object when no module changed it; null when nothing is forwarded.</summary>
    public TMessage? Message { get; }

    /// <summary>The module that refused the message, and the status; null unless the message was rejected.</summary>
    public ChainRejection? Rejection { get; }

    /// <summary>Failures and dropped parts, in the order in which they happened.</summary>
    public IReadOnlyList<ChainNote> Notes => _notes ?? [];

    internal static ChainResult<TMessage> Forwarded(TMessage message, IReadOnlyList<ChainNote>? notes) =>
        new(ChainOutcome.Forward, message, rejection: null, notes);

    internal static ChainResult<TMessage> Rejected(ChainRejection rejection, IReadOnlyList<ChainNote>? notes) =>
        new(ChainOutcome.Reject, message: null, rejection, notes);

    internal static ChainResult<TMessage> Cancelled(IReadOnlyList<ChainNote>? notes) =>
        new(ChainOutcome.Cancelled, message: null, rejection: null, notes);
}
