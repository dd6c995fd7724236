using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;

namespace Smg.Wasm;

/// <summary>How a call ended: with an action or with a failure, never both.</summary>
public readonly record struct ExecutionResult
{
    /// <summary>A call that succeeded.</summary>
    public ExecutionResult(MiddlewareAction action) => Action = action;

    /// <summary>A call that failed.</summary>
    public ExecutionResult(ExecutionFailure failure) => Failure = failure;

    /// <summary>What the module decided; null when the call failed.</summary>
    public MiddlewareAction? Action { get; }

    /// <summary>Why the call failed; null when it succeeded.</summary>
    public ExecutionFailure? Failure { get; }

    /// <summary>Whether there is an action.</summary>
    public bool Succeeded => Action is not null;
}
