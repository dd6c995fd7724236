using Microsoft.Extensions.Logging;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Telemetry;

/// <summary>What a runtime logs, one method an event.</summary>
internal static partial class RuntimeLog
{
    [LoggerMessage(
        1,
        LogLevel.Information,
        "The runtime has started: Wasmtime {WasmtimeVersion}, {Workers} workers, {Dispatch}, pooling {Pooling}."
    )]
    public static partial void Started(ILogger logger, string wasmtimeVersion, int workers, Dispatch dispatch, bool pooling);

    [LoggerMessage(2, LogLevel.Information, "Module '{Module}' ({Digest}) is compiled, {Milliseconds:F1} ms, {CallPath}.")]
    public static partial void Compiled(ILogger logger, string module, Sha256Digest digest, double milliseconds, CallPath callPath);

    [LoggerMessage(3, LogLevel.Warning, "Module '{Module}' ({Digest}) does not compile: {Cause}: {Message}")]
    public static partial void CompileFailed(ILogger logger, string module, Sha256Digest digest, string cause, string message);

    [LoggerMessage(
        4,
        LogLevel.Warning,
        "Module '{Module}' failed at {AttachPoint}, stage {Stage}: {Cause}: {Message} ({Suppressed} of the same since the last such line.)"
    )]
    public static partial void ExecutionFailed(
        ILogger logger,
        string module,
        AttachPoint attachPoint,
        FailureStage stage,
        string cause,
        string message,
        long suppressed
    );

    [LoggerMessage(5, LogLevel.Information, "Module '{Module}' wrote: {Text} ({DroppedBytes} bytes dropped.)")]
    public static partial void GuestWrote(ILogger logger, string module, string text, long droppedBytes);

    [LoggerMessage(6, LogLevel.Information, "Module '{Module}' ({Id}, {Digest}) is registered.")]
    public static partial void Registered(ILogger logger, string module, Guid id, Sha256Digest digest);

    [LoggerMessage(7, LogLevel.Warning, "Module '{Module}' is refused: {Error}: {Message}")]
    public static partial void RegistrationRefused(ILogger logger, string module, string error, string message);

    [LoggerMessage(8, LogLevel.Information, "Module '{Module}' ({Id}) is removed.")]
    public static partial void Removed(ILogger logger, string module, Guid id);

    [LoggerMessage(
        9,
        LogLevel.Warning,
        "Part of the action of module '{Module}' was dropped: {Note} ({Suppressed} of the same since the last such line.)"
    )]
    public static partial void Mended(ILogger logger, string module, string note, long suppressed);

    [LoggerMessage(
        10,
        LogLevel.Warning,
        "Module '{Module}' failed at {AttachPoint} of {Operation}, stage {Stage}: {Cause}: {Message} ({Suppressed} of the same "
            + "since the last such line.)"
    )]
    public static partial void HookFailed(
        ILogger logger,
        string module,
        AttachPoint attachPoint,
        string operation,
        FailureStage stage,
        string cause,
        string message,
        long suppressed
    );

    [LoggerMessage(11, LogLevel.Information, "Module '{Module}' is linked: its core modules are merged.")]
    public static partial void Linked(ILogger logger, string module);

    [LoggerMessage(12, LogLevel.Information, "Module '{Module}' is not linked, so its calls start more slowly: {Reason}.")]
    public static partial void NotLinked(ILogger logger, string module, string reason);

    [LoggerMessage(
        13,
        LogLevel.Critical,
        "/proc/self/pagemap does not say which pages a guest wrote, so a call may have read what an earlier call of its module wrote. "
            + "Memories are returned to the system after each call from now on. Set UndoWrites=false and report this kernel."
    )]
    public static partial void UndoingDistrusted(ILogger logger);

    [LoggerMessage(14, LogLevel.Information, "Module '{Module}' is called as a component, which takes longer: {Reason}.")]
    public static partial void NotDirect(ILogger logger, string module, string reason);

    [LoggerMessage(15, LogLevel.Information, "The start functions of module '{Module}' run in each instance: {Reason}.")]
    public static partial void StartRuns(ILogger logger, string module, string reason);
}
