using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Registration;

/// <summary>How a registration ended.</summary>
public sealed record RegistrationResult
{
    private RegistrationResult() { }

    /// <summary>The module; null when it was refused.</summary>
    public RegisteredModule? Module { get; private init; }

    /// <summary>Why it was refused; null when it was not.</summary>
    public RegistrationError? Error { get; private init; }

    /// <summary>The step that refused it; null when none did.</summary>
    public RegistrationStage? Stage { get; private init; }

    /// <summary>The compile or the call that failed; null when it was refused for another reason, or not at all.</summary>
    public ExecutionFailure? Failure { get; private init; }

    /// <summary>The refusal in one sentence: the module, the step, the reason and what one can do; empty when it is missing.</summary>
    public string Message { get; private init; } = "";

    /// <summary>Whether there is a module.</summary>
    [MemberNotNullWhen(true, nameof(Module))]
    public bool Succeeded => Module is not null;

    internal static RegistrationResult Ok(RegisteredModule module) => new() { Module = module };

    internal static RegistrationResult Refused(string? name, RegistrationRefusal refusal) =>
        new()
        {
            Error = refusal.Error,
            Stage = refusal.Stage,
            Failure = refusal.Failure,
            Message =
                $"Module '{EchoedText.Name(name ?? "")}' is refused at the stage {refusal.Stage}: "
                + $"{refusal.Reason.TrimEnd('.')}; {refusal.Cure ?? RegistrationAdvice.For(refusal.Error)}.",
        };
}
