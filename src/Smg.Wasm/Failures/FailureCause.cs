namespace Smg.Wasm.Failures;

/// <summary>Why a call failed.</summary>
public enum FailureCause
{
    /// <summary>The guest exceeded its time limit.</summary>
    Timeout,

    /// <summary>The guest trapped.</summary>
    Trap,

    /// <summary>The guest used up its stack.</summary>
    StackExhausted,

    /// <summary>The guest needs more linear memory, or more memories, than its limit.</summary>
    MemoryLimit,

    /// <summary>The guest needs more table elements, or more tables, than its limit.</summary>
    TableLimit,

    /// <summary>The guest consists of more core instances than its limit.</summary>
    InstanceLimit,

    /// <summary>The component could not be instantiated.</summary>
    InstanceCreateFailed,

    /// <summary>No slot of the pool was free.</summary>
    PoolExhausted,

    /// <summary>The bytes are not a component that this host can run.</summary>
    CompileFailed,

    /// <summary>The compile exceeded its time limit.</summary>
    CompileTimeout,

    /// <summary>The compile exceeded its memory limit.</summary>
    CompileTooLarge,

    /// <summary>The compiler could not be started: the machine is out of processes, threads or memory.</summary>
    CompilerUnavailable,

    /// <summary>The component imports something that the host does not offer.</summary>
    ImportMissing,

    /// <summary>The component does not export the attach point's function.</summary>
    AttachPointMissing,

    /// <summary>The component exports the attach point's function with another type.</summary>
    AttachPointFunctionInvalid,

    /// <summary>The guest returned something that is not an action.</summary>
    InvalidResult,

    /// <summary>The guest returned more than the limit.</summary>
    OutputTooLarge,

    /// <summary>The guest called <c>exit</c>.</summary>
    GuestExit,

    /// <summary>The call failed for another reason, which is in the native message.</summary>
    CallFailed,

    /// <summary>The body is larger than the limit.</summary>
    BodyTooLarge,

    /// <summary>The input does not fit the attach point.</summary>
    InvalidInput,

    /// <summary>The attach point is not supported.</summary>
    NotSupported,

    /// <summary>The queue was full.</summary>
    QueueFull,

    /// <summary>The call waited too long for a worker.</summary>
    QueueTimeout,

    /// <summary>The caller cancelled the call.</summary>
    Cancelled,

    /// <summary>The runtime is shutting down.</summary>
    ShuttingDown,
}
