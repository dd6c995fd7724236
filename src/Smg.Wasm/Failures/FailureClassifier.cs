using System.Globalization;
using System.Text.RegularExpressions;
using Smg.Wasm.Interop;
using Smg.Wasm.Options;

namespace Smg.Wasm.Failures;

/// <summary>Turns what Wasmtime said into a failure. Timeouts and cancellations come from the host's state, never from text.</summary>
internal static partial class FailureClassifier
{
    private const long PageBytes = 64 << 10;

    /// <summary>What an adapter adds to a guest at most.</summary>
    private const int AdapterMemories = 4;
    private const int AdapterTables = 4;
    private const int AdapterInstances = 16;

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

    /// <summary>What the code that carries values between components traps with when a value breaks the canonical ABI.</summary>
    private static readonly string[] ResultTraps =
    [
        "string content out-of-bounds",
        "list content out-of-bounds",
        "invalid variant discriminant",
        "unaligned pointer",
        "invalid `char` bit pattern",
        "pointer should be aligned",
        "upper bits should be unset",
    ];

    /// <summary>Classifies an error of the instantiate or call stage.</summary>
    public static ExecutionFailure Classify(string module, FailureStage stage, NativeError error, StoreInterrupt interrupt, int timeoutMs)
    {
        switch (interrupt)
        {
            case StoreInterrupt.Deadline:
                return new ExecutionFailure(module, stage, FailureCause.Timeout, $"The guest exceeded its time limit of {timeoutMs} ms.")
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

    /// <summary>
    /// Classifies an error of the compile stage. A pool refuses what no slot of it can hold before anything is instantiated.
    /// </summary>
    public static ExecutionFailure ClassifyCompile(string module, NativeError error)
    {
        string root = EchoedText.Message(error.RootCause);
        ExecutionFailure failure =
            FindLimit(error) is { } limit ? DescribeLimit(module, FailureStage.Compile, limit, error)
            : DisabledProposal.Find(root) is { } proposal
                ? new ExecutionFailure(
                    module,
                    FailureStage.Compile,
                    FailureCause.CompileFailed,
                    $"The component uses {proposal.Name}, which this host disables: {root}."
                )
                {
                    Advice = proposal.Advice,
                }
            : new ExecutionFailure(module, FailureStage.Compile, FailureCause.CompileFailed, $"The component does not compile: {root}.");
        return failure with { NativeMessage = error.Message };
    }

    private static ExecutionFailure ClassifyGuest(string module, FailureStage stage, NativeError error)
    {
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

            bool isResultTrap = ResultTraps.Any(known => trap.Contains(known, StringComparison.Ordinal)) || IsInAdapter(error.Message);

            if (isResultTrap)
            {
                return Failure(FailureCause.InvalidResult, $"What the guest returned cannot be read: {trap}.");
            }

            TrapKind kind = TrapTexts.FirstOrDefault(known => trap.Contains(known.Text, StringComparison.Ordinal)).Kind;
            return Failure(
                stage == FailureStage.Instantiate ? FailureCause.InstanceCreateFailed : FailureCause.Trap,
                $"The guest trapped: {trap}."
            ) with
            {
                Trap = kind,
            };
        }

        string root = EchoedText.Message(error.RootCause);
        bool isWhileGuestRan = error.Message.Contains("error while executing at wasm backtrace", StringComparison.Ordinal);
        return root switch
        {
            _ when Says("thrown Wasm exception") => Failure(FailureCause.Trap, "The guest threw an exception that it does not catch.") with
            {
                Trap = TrapKind.UncaughtException,
            },
            _ when Says("GC heap out of memory") => Failure(
                FailureCause.MemoryLimit,
                "The objects that the guest holds need more memory than the limit: raise MaxMemoryPages."
            ),
            _ when Says("maximum concurrent") => Failure(FailureCause.PoolExhausted, "No slot of the pool was free: raise PoolSize."),
            _ when Says("no memory can be made") => Failure(
                FailureCause.PoolExhausted,
                "The system refuses address space for one more memory: raise its limits (ulimit -v, vm.max_map_count) or set "
                    + "UndoWrites=false."
            ),
            _ when FindLimit(error) is { } limit => DescribeLimit(module, stage, limit, error) with { NativeMessage = error.Message },
            _ when FindMissingImport(error) is { } import => Failure(
                FailureCause.ImportMissing,
                $"The component imports {EchoedText.Message(import)}, which this host does not offer: {root}."
            ),
            _ when stage == FailureStage.Instantiate => Failure(
                FailureCause.InstanceCreateFailed,
                $"The component could not be instantiated: {root}."
            ),
            _ when Says("too much data is being copied") => Failure(FailureCause.OutputTooLarge, $"The guest returned too much: {root}."),
            _ when isWhileGuestRan && BreaksAbi() => Failure(
                FailureCause.Trap,
                $"The guest called an import with a value that breaks the canonical ABI: {root}."
            ) with
            {
                Trap = TrapKind.BadImportArgument,
            },
            _ when BreaksAbi() => Failure(FailureCause.InvalidResult, $"What the guest returned cannot be read: {root}."),
            _ => Failure(FailureCause.CallFailed, $"The call failed: {root}."),
        };

        bool BreaksAbi() =>
            Says("utf-8")
            || Says("utf8")
            || Says("discriminant")
            || Says("not aligned")
            || Says("out of bounds")
            || Says("unpaired surrogate")
            || Says("realloc")
            || Says("list of byte size")
            || Says("string pointer");

        bool Says(string text) => root.Contains(text, StringComparison.OrdinalIgnoreCase);

        ExecutionFailure Failure(FailureCause cause, string text) => new(module, stage, cause, text) { NativeMessage = error.Message };
    }

    /// <summary>Whether it was not the guest that trapped, but the adapter in its component, which then cannot return the answer.</summary>
    private static bool IsInAdapter(string message)
    {
        int frame = message.IndexOf("\n    0: ", StringComparison.Ordinal);
        if (frame < 0)
        {
            return false;
        }

        int end = message.IndexOf('\n', frame + 1);
        ReadOnlySpan<char> innermost = message.AsSpan(frame, (end < 0 ? message.Length : end) - frame);
        return innermost.Contains($"{AdapterFrames.InGuest}!", StringComparison.Ordinal)
            || innermost.Contains($"!{AdapterFrames.InGuest}", StringComparison.Ordinal);
    }

    /// <summary>The import that the linker could not give, as Wasmtime names it; null when it is missing.</summary>
    private static string? FindMissingImport(NativeError error)
    {
        const string Mark = "component imports ";
        int start = error.Message.IndexOf(Mark, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        start += Mark.Length;
        int end = error.Message.IndexOf(", but a matching implementation was not found", start, StringComparison.Ordinal);
        return end < 0 ? null : error.Message[start..end];
    }

    /// <summary>Which of the pool's or the store's limits the component breaks; null when it breaks none.</summary>
    private static FailureCause? FindLimit(NativeError error)
    {
        string root = error.RootCause;
        return root switch
        {
            _ when Says("memory minimum size")
                    || SaysBoth("memory has a minimum byte size", "exceeds the limit")
                    || SaysBoth("resource limit exceeded", "memory count")
                    || SaysBoth("defined memories count", "exceeds the per-instance limit")
                    || SaysBoth("linear memories", "exceeds the configured maximum") => FailureCause.MemoryLimit,
            _ when Says("table minimum size")
                    || SaysBoth("minimum element size", "exceeds the limit")
                    || SaysBoth("resource limit exceeded", "table count")
                    || SaysBoth("defined tables count", "exceeds the per-instance limit")
                    || SaysBoth("tables", "exceeds the configured maximum") => FailureCause.TableLimit,
            _ when SaysBoth("resource limit exceeded", "instance count")
                    || SaysBoth("core module instances", "exceeds the configured maximum") => FailureCause.InstanceLimit,
            _ => null,
        };

        bool Says(string text) => root.Contains(text, StringComparison.Ordinal);

        bool SaysBoth(string first, string second) => Says(first) && Says(second);
    }

    /// <summary>A limit that the component breaks, with the option that raises it, or the word that none does.</summary>
    private static ExecutionFailure DescribeLimit(string module, FailureStage stage, FailureCause limit, NativeError error)
    {
        string root = EchoedText.Message(error.RootCause);
        bool isCount =
            root.Contains("count", StringComparison.Ordinal) || root.Contains("exceeds the configured maximum", StringComparison.Ordinal);
        (string found, string advice) = (limit, isCount) switch
        {
            (FailureCause.MemoryLimit, true) => (
                "The component has more memories than this host allows",
                $"build it with at most {EngineSettingsFactory.MemoriesPerComponent - AdapterMemories} memories: the limit is fixed"
            ),
            (FailureCause.MemoryLimit, false) => (
                $"The component declares more memory than its limit{Pages(root)}",
                "make the guest use less memory or raise MaxMemoryPages"
            ),
            (FailureCause.TableLimit, true) => (
                "The component has more tables than this host allows",
                $"build it with at most {EngineSettingsFactory.TablesPerComponent - AdapterTables} tables: the limit is fixed"
            ),
            (FailureCause.TableLimit, false) => (
                "The component declares more table elements than its limit",
                "make the guest use smaller tables or raise MaxTableElements"
            ),
            _ => (
                "The component consists of more core instances than this host allows",
                $"build it of fewer core modules, at most {EngineSettingsFactory.CoreInstancesPerComponent - AdapterInstances} "
                    + "instances: the limit is fixed"
            ),
        };
        return new ExecutionFailure(module, stage, limit, $"{found}: {root}.") { Advice = advice };
    }

    /// <summary>The bytes of a memory's minimum and of its limit in pages, where Wasmtime says them in bytes.</summary>
    private static string Pages(string root)
    {
        Match match = MemoryBytes().Match(root);
        return
            match.Success
            && long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long wanted)
            && long.TryParse(match.Groups[2].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long limit)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $", {wanted / PageBytes} pages of 64 KiB where MaxMemoryPages is {limit / PageBytes}"
            )
            : "";
    }

    [GeneratedRegex("minimum byte size of ([0-9]+) which exceeds the limit of 0x([0-9a-f]+)")]
    private static partial Regex MemoryBytes();
}
