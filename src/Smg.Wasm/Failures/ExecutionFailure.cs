namespace Smg.Wasm.Failures;

/// <summary>Why and where a call failed. A failure is a value: only misuse of the runtime throws.</summary>
/// <param name="Module">The module's name.</param>
/// <param name="Stage">How far the call had come.</param>
/// <param name="Cause">Why it failed.</param>
/// <param name="Message">One sentence for a log.</param>
public sealed record ExecutionFailure(string Module, FailureStage Stage, FailureCause Cause, string Message)
{
    /// <summary>What the trap was; null when it was none.</summary>
    public TrapKind? Trap { get; init; }

    /// <summary>The status that the guest exited with; null when it did not.</summary>
    public int? ExitStatus { get; init; }

    /// <summary>The time limit that was broken, in milliseconds; null for another cause than a timeout.</summary>
    public int? TimeoutMs { get; init; }

    /// <summary>What Wasmtime said, with its whole chain of causes; null when Wasmtime was not involved.</summary>
    public string? NativeMessage { get; init; }

    /// <summary>What one can do about it, as a part of a sentence; null where the cause says enough.</summary>
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
