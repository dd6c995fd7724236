using Smg.Wasm.AspNetCore.Registration;

namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>What the admin side logs, one method an event.</summary>
internal static partial class AdminLog
{
    /// <summary>How registrations are read; as smg's, ignored fields are logged.</summary>
    public static FormRules Rules(bool smgCompat, ILogger logger) =>
        smgCompat ? new FormRules(IsLenient: true) { Ignored = field => FieldIgnored(logger, field) } : FormRules.Strict;

    [LoggerMessage(1, LogLevel.Error, "A request to the admin API failed.")]
    public static partial void RequestFailed(ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "The field '{Field}' of a registration is unknown and ignored, as --smg-compat asks for.")]
    public static partial void FieldIgnored(ILogger logger, string field);
}
