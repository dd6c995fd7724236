using System.Diagnostics.CodeAnalysis;

namespace Smg.Wasm.Modules;

/// <summary>How a registration ended.</summary>
public sealed record RegistrationResult
{
    private RegistrationResult()
    {
    }

    /// <summary>The module; null when it was refused.</summary>
    public RegisteredModule? Module { get; private init; }

    /// <summary>Why it was refused; null when it was not.</summary>
    public RegistrationError? Error { get; private init; }

    /// <summary>The refusal in one sentence; empty when there is none.</summary>
    public string Message { get; private init; } = "";

    /// <summary>Whether there is a module.</summary>
    [MemberNotNullWhen(true, nameof(Module))]
    public bool Succeeded => Module is not null;

    internal static RegistrationResult Ok(RegisteredModule module) => new() { Module = module };

    internal static RegistrationResult Refused(RegistrationError error, string message) => new() { Error = error, Message = message };
}
