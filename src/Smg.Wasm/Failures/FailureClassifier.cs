using Smg.Wasm.Interop;

namespace Smg.Wasm.Failures;

/// <summary>Turns what Wasmtime said into a failure. Timeouts and cancellations are told by the host's own state, never by text.</summary>
internal static class FailureClassifier
{
    private static readonly (string Text, TrapKind Kind)[] TrapTexts =
    [
        ("out of bounds memory access", TrapKind.MemoryOutOfBounds),
        ("undefined element: out of bounds table access", TrapKind.TableOutOfBounds),
        ("out of bounds table access", TrapKind.TableOutOfBounds),
        ("uninitialized element", TrapKind.IndirectCallToNull),
        ("indirect call type mismatch", TrapKind.BadSignature),
        ("integer overflow", TrapKind.IntegerOverflow),
        ("integer divide by zero", TrapKind.IntegerDivisionByZero),
        ("invalid conversion to integer", TrapKind.BadConversionToInteger),
        ("unreachable", TrapKind.Unreachable),
        ("misaligned memory access", TrapKind.HeapMisaligned),
        ("unaligned atomic", TrapKind.HeapMisaligned),
        ("null reference", TrapKind.NullReference),
        ("cannot enter component instance", TrapKind.CannotEnterOrLeave),
        ("cannot leave component instance", TrapKind.CannotEnterOrLeave),
    ];

    /// <summary>Classifies an error of the instantiate or call stage.</summary>
    public static ExecutionFailure Classify(string module, FailureStage stage, NativeError error, StoreInterrupt interrupt, int timeoutMs)
    {
        switch (interrupt)
        {
            case StoreInterrupt.Deadline:
                return new ExecutionFailure(module, stage, FailureCause.Timeout, $"The guest ran past its limit of {timeoutMs} ms.")
                {
                    TimeoutMs = timeoutMs,
                    NativeMessage = error.Message,
                };
            case StoreInterrupt.Cancelled:
                return new ExecutionFailure(module, stage, FailureCause.Cancelled, "The caller cancelled while the guest ran.")
                {
                    NativeMessage = error.Message,
                };
            case StoreInterrupt.None:
            default:
                return ClassifyGuest(module, stage, error);
        }
    }

    private static ExecutionFailure ClassifyGuest(string module, FailureStage stage, NativeError error)
    {
        string message = error.Message;
        if (error.ExitStatus is { } status)
        {
            return Failure(FailureCause.GuestExit, $"The guest exited with status {status}.") with { ExitStatus = status };
        }

        if (error.Trap is { } trap)
        {
            if (trap.Contains("call stack exhausted", StringComparison.Ordinal))
            {
                return Failure(FailureCause.StackExhausted, "The guest used up its stack.");
            }

            TrapKind kind = TrapTexts.FirstOrDefault(known => trap.Contains(known.Text, StringComparison.Ordinal)).Kind;
            return Failure(stage == FailureStage.Instantiate ? FailureCause.InstanceCreateFailed : FailureCause.Trap, $"The guest trapped: {trap}.") with { Trap = kind };
        }

        return message switch
        {
            _ when Says("maximum concurrent") => Failure(FailureCause.PoolExhausted, "No slot of the pool was free: raise PoolSize."),
            _ when Says("memory minimum size") || Says("memory limit") || SaysAll("resource limit exceeded", "memory count")
                || SaysAll("memory index", "maximum of") || SaysAll("defined memories count", "exceeds the limit")
                || Says("exceeds the per-instance limit of") && Says("memor")
                => Failure(FailureCause.MemoryLimit, $"The component wants more memory than its limit: {error.RootCause}."),
            _ when Says("table minimum size") || SaysAll("resource limit exceeded", "table count")
                || SaysAll("table index", "maximum of") || SaysAll("defined tables count", "exceeds the limit")
                => Failure(FailureCause.TableLimit, $"The component wants more table elements than its limit: {error.RootCause}."),
            _ when stage == FailureStage.Instantiate
                => Failure(FailureCause.InstanceCreateFailed, $"The instance could not be made: {error.RootCause}."),
            _ when Says("too much data is being copied")
                => Failure(FailureCause.OutputTooLarge, $"The guest returned too much: {error.RootCause}."),
            _ when Says("utf-8") || Says("utf8") || Says("discriminant") || Says("pointer not aligned") || Says("out of bounds")
                || Says("realloc") || Says("list of byte size") || Says("string pointer") || Says("char")
                => Failure(FailureCause.InvalidResult, $"What the guest returned cannot be read: {error.RootCause}."),
            _ => Failure(FailureCause.CallFailed, $"The call failed: {error.RootCause}."),
        };

        bool Says(string text) => message.Contains(text, StringComparison.OrdinalIgnoreCase);

        bool SaysAll(string first, string second) => Says(first) && Says(second);

        ExecutionFailure Failure(FailureCause cause, string text) => new(module, stage, cause, text) { NativeMessage = message };
    }
}
