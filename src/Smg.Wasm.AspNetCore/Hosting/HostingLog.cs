namespace Smg.Wasm.AspNetCore.Hosting;

/// <summary>Log events of the configured modules.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(20, LogLevel.Information, "The configuration was reloaded: {Count} of its modules serve.")]
    public static partial void Reloaded(ILogger logger, int count);

    [LoggerMessage(21, LogLevel.Error, "The changed configuration is refused, and the previous modules continue to serve: {Faults}")]
    public static partial void NotReloaded(ILogger logger, string faults);
}
