using Smg.Wasm.Failures;

namespace Smg.Wasm.Contract;

/// <summary>How a call ended: with an answer or with a failure, never both.</summary>
public readonly record struct ExecutionResult
{
    /// <summary>A call that succeeded.</summary>
    public ExecutionResult(GuestAnswer answer) => Answer = answer;

    /// <summary>A call that failed.</summary>
    public ExecutionResult(ExecutionFailure failure) => Failure = failure;

    /// <summary>What the module answered; null when the call failed.</summary>
    public GuestAnswer? Answer { get; }

    /// <summary>What a middleware module decided; null when the call failed, or was a storage hook's.</summary>
    public MiddlewareAction? Action => Answer as MiddlewareAction;

    /// <summary>What a storage hook answered; null when the call failed, or was no storage hook's.</summary>
    public StorageAnswer? Storage => Answer as StorageAnswer;

    /// <summary>Why the call failed; null when it succeeded.</summary>
    public ExecutionFailure? Failure { get; }

    /// <summary>Whether there is an answer.</summary>
    public bool Succeeded => Answer is not null;
}
