namespace Smg.Wasm.Failures;

/// <summary>Why a call failed.</summary>
public enum FailureCause
{
    /// <summary>The guest ran past its time limit.</summary>
    Timeout,

    /// <summary>The guest trapped.</summary>
    Trap,

    /// <summary>The guest used up its stack.</summary>
    StackExhausted,

    /// <summary>The guest wanted more linear memory, or more memories, than its limit.</summary>
    MemoryLimit,

    /// <summary>The guest wanted more table elements, or more tables, than its limit.</summary>
    TableLimit,

    /// <summary>The guest consists of more core instances than its limit.</summary>
    InstanceLimit,

    /// <summary>The instance could not be made.</summary>
    InstanceCreateFailed,

    /// <summary>No slot of the pool was free.</summary>
    PoolExhausted,

    /// <summary>The bytes are not a component that this host can run.</summary>
    CompileFailed,

    /// <summary>The compiler did not end in time.</summary>
    CompileTimeout,

    /// <summary>The compiler wanted more memory than it may have.</summary>
    CompileTooLarge,

    /// <summary>The compiler cannot be started: the machine lacks processes, threads or memory now.</summary>
    CompilerUnavailable,

    /// <summary>The component imports something that the host does not offer.</summary>
    ImportMissing,

    /// <summary>The component does not export the attach point's function.</summary>
    AttachPointMissing,

    /// <summary>The component exports the attach point's function with another type.</summary>
    AttachPointFunctionInvalid,

    /// <summary>The guest returned something that is not an action.</summary>
    InvalidResult,

    /// <summary>The guest returned more than the host takes.</summary>
    OutputTooLarge,

    /// <summary>The guest called <c>exit</c>.</summary>
    GuestExit,

    /// <summary>The call failed for another reason; the native message tells it.</summary>
    CallFailed,

    /// <summary>The body is larger than the limit.</summary>
    BodyTooLarge,

    /// <summary>The input does not fit the attach point.</summary>
    InvalidInput,

    /// <summary>The attach point is not supported yet.</summary>
    NotSupported,

    /// <summary>The queue was full.</summary>
    QueueFull,

    /// <summary>The call waited too long for a worker.</summary>
    QueueTimeout,

    /// <summary>The caller cancelled.</summary>
    Cancelled,

    /// <summary>The runtime is shutting down.</summary>
    ShuttingDown,
}
