namespace Smg.Gateway.Admin;

/// <summary>What the admin side logs, one method an event.</summary>
internal static partial class AdminLog
{
    [LoggerMessage(1, LogLevel.Error, "A request to the admin API failed.")]
    public static partial void RequestFailed(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "The manifest '{Path}' cannot be understood: {Reason} It is set aside as '{Aside}', and no module is restored. Requests are refused until modules are registered; or mend that file, put it back and start again.")]
    public static partial void SetAside(ILogger logger, string path, string reason, string aside);

    [LoggerMessage(3, LogLevel.Information, "{Restored} of {Kept} modules of the manifest are restored.")]
    public static partial void Restored(ILogger logger, int restored, int kept);

    [LoggerMessage(4, LogLevel.Error, "Module '{Module}' ({Id}) of the manifest is not restored: {Reason} Replace it or remove it.")]
    public static partial void NotRestored(ILogger logger, string module, Guid id, string reason);

    [LoggerMessage(5, LogLevel.Warning, "The file '{Path}' of module '{Module}' ({Id}) {Change}; the version that was registered serves. Replace the module to change that.")]
    public static partial void FileChanged(ILogger logger, string path, string module, Guid id, string change);
}
