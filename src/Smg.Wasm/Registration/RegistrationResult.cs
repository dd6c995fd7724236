using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Registration;

/// <summary>Result of a registration.</summary>
public sealed record RegistrationResult
{
    private RegistrationResult() { }

    /// <summary>The module; null when it was refused.</summary>
    public RegisteredModule? Module { get; private init; }

    /// <summary>Why it was refused; null when it succeeded.</summary>
    public RegistrationError? Error { get; private init; }

    /// <summary>The step that refused it; null when it succeeded.</summary>
    public RegistrationStage? Stage { get; private init; }

    /// <summary>The failed compile or call; null when it was refused for another reason, or succeeded.</summary>
    public ExecutionFailure? Failure { get; private init; }

    /// <summary>The refusal in one sentence: module, step, reason and what to do; empty when it succeeded.</summary>
    public string Message { get; private init; } = "";

    /// <summary>Whether the module was registered.</summary>
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
