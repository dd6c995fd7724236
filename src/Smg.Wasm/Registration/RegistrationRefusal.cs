using Smg.Wasm.Failures;

namespace Smg.Wasm.Registration;

/// <summary>Why a step of a registration refuses a module.</summary>
/// <param name="Stage">The step.</param>
/// <param name="Error">What is wrong.</param>
/// <param name="Reason">What is wrong in particular, as a part of a sentence.</param>
internal sealed record RegistrationRefusal(RegistrationStage Stage, RegistrationError Error, string Reason)
{
    /// <summary>The failure of the compile or the call that it comes from; null when it comes from none.</summary>
    public ExecutionFailure? Failure { get; private init; }

    /// <summary>
    /// What one can do about it, as a part of a sentence; null for what <see cref="RegistrationAdvice"/> says of the error.
    /// </summary>
    public string? Cure { get; init; }

    /// <summary>A refusal for a compile or a call that failed.</summary>
    /// <param name="stage">The step.</param>
    /// <param name="failure">How it failed.</param>
    /// <param name="otherwise">What is wrong where the failure's cause is not its own error.</param>
    public static RegistrationRefusal For(RegistrationStage stage, ExecutionFailure failure, RegistrationError otherwise)
    {
        RegistrationError error = failure.Cause switch
        {
            FailureCause.CompileFailed => RegistrationError.CompileFailed,
            FailureCause.CompileTimeout => RegistrationError.CompileTimeout,
            FailureCause.CompileTooLarge => RegistrationError.CompileTooLarge,
            FailureCause.MemoryLimit => RegistrationError.MemoryLimit,
            FailureCause.TableLimit => RegistrationError.TableLimit,
            FailureCause.InstanceLimit => RegistrationError.InstanceLimit,
            FailureCause.ImportMissing => RegistrationError.ImportMissing,
            FailureCause.AttachPointMissing => RegistrationError.AttachPointNotExported,
            FailureCause.AttachPointFunctionInvalid => RegistrationError.AttachPointFunctionInvalid,
            FailureCause.CompilerUnavailable
            or FailureCause.PoolExhausted
            or FailureCause.QueueFull
            or FailureCause.QueueTimeout
            or FailureCause.ShuttingDown => RegistrationError.RuntimeBusy,
            FailureCause.Cancelled => RegistrationError.Cancelled,
            _ => otherwise,
        };
        return new RegistrationRefusal(stage, error, $"{failure.CauseText}: {failure.Message}")
        {
            Failure = failure,
            Cure = failure.Advice ?? (stage == RegistrationStage.DryRun ? DryRunAdvice(failure.Cause) : null),
        };
    }

    /// <summary>Which option bounds what a guest did too much of; null where none does.</summary>
    private static string? DryRunAdvice(FailureCause cause) =>
        cause switch
        {
            FailureCause.Timeout => "make the guest faster or raise MaxExecutionTimeMs",
            FailureCause.StackExhausted => "make the guest use less stack or raise MaxStackSize",
            FailureCause.OutputTooLarge =>
                "make the guest answer less, or raise MaxHeaderBytes for headers, MaxBodySize for bodies and MaxMemoryPages for both",
            _ => null,
        };
}
