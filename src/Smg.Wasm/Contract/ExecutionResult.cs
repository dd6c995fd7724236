using Smg.Wasm.Failures;

namespace Smg.Wasm.Contract;

/// <summary>Result of a call: either an answer or a failure.</summary>
public readonly record struct ExecutionResult
{
    /// <summary>A call that succeeded.</summary>
    public ExecutionResult(GuestAnswer answer) => Answer = answer;

    /// <summary>A call that failed.</summary>
    public ExecutionResult(ExecutionFailure failure) => Failure = failure;

    /// <summary>The answer; null when the call failed.</summary>
    public GuestAnswer? Answer { get; }

    /// <summary>The answer as a middleware action; null when the call failed, or called a storage hook.</summary>
    public MiddlewareAction? Action => Answer as MiddlewareAction;

    /// <summary>The answer as a storage hook's; null when the call failed, or did not call a storage hook.</summary>
    public StorageAnswer? Storage => Answer as StorageAnswer;

    /// <summary>Why the call failed; null when it succeeded.</summary>
    public ExecutionFailure? Failure { get; }

    /// <summary>Whether the call succeeded.</summary>
    public bool Succeeded => Answer is not null;
}
