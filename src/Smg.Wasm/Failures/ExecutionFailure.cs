namespace Smg.Wasm.Failures;

/// <summary>Why and where a call failed. A failure is a value: only misuse of the runtime throws.</summary>
/// <param name="Module">The module's name.</param>
/// <param name="Stage">The step of the call that failed.</param>
/// <param name="Cause">Why it failed.</param>
/// <param name="Message">What happened, in one sentence.</param>
public sealed record ExecutionFailure(string Module, FailureStage Stage, FailureCause Cause, string Message)
{
    /// <summary>The kind of the trap; null for any other cause.</summary>
    public TrapKind? Trap { get; init; }

    /// <summary>The status that the guest passed to <c>exit</c>; null for any other cause.</summary>
    public int? ExitStatus { get; init; }

    /// <summary>The time limit that was exceeded, in milliseconds; null for any cause but a timeout.</summary>
    public int? TimeoutMs { get; init; }

    /// <summary>Wasmtime's message with its chain of causes; null when Wasmtime was not involved.</summary>
    public string? NativeMessage { get; init; }

    /// <summary>What to do about it, as a clause; null where the cause says enough.</summary>
    public string? Advice { get; init; }

    /// <summary>The cause with its number or kind, for instance <c>Timeout(1000)</c> or <c>Trap(Unreachable)</c>.</summary>
    public string CauseText =>
        (Cause, TimeoutMs, Trap, ExitStatus) switch
        {
            (_, { } limit, _, _) => $"{Cause}({limit})",
            (_, _, { } trap, _) => $"{Cause}({trap})",
            (_, _, _, { } status) => $"{Cause}({status})",
            _ => Cause.ToString(),
        };

    /// <summary>The failure in one line.</summary>
    public override string ToString() => $"module '{Module}', stage {Stage}: {CauseText}: {Message}";
}
