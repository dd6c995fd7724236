namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>What the admin side logs, one method an event.</summary>
internal static partial class AdminLog
{
    [LoggerMessage(1, LogLevel.Error, "A request to the admin API failed.")]
    public static partial void RequestFailed(ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "The field '{Field}' of a registration is unknown and ignored, as --smg-compat asks for.")]
    public static partial void FieldIgnored(ILogger logger, string field);
}
