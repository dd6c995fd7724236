namespace Smg.Wasm.AspNetCore.Manifests;

/// <summary>What the manifest logs, one method an event. The ids are those of the admin side's log, in which these lines are.</summary>
internal static partial class ManifestLog
{
    [LoggerMessage(
        2,
        LogLevel.Error,
        "The manifest '{Path}' is damaged: {Reason} It is set aside as '{Aside}', and no module is restored. Requests are "
            + "refused, also after a restart, until an operator acknowledges it with POST /manifest/acknowledge or "
            + "--acknowledge-damaged-manifest; or repair that file, move it back and start again."
    )]
    public static partial void SetAside(ILogger logger, string path, string reason, string aside);

    [LoggerMessage(3, LogLevel.Information, "{Restored} of {Kept} modules of the manifest are restored.")]
    public static partial void Restored(ILogger logger, int restored, int kept);

    [LoggerMessage(
        4,
        LogLevel.Error,
        "Module '{Module}' ({Id}) of the manifest is not restored: {Reason} Replace or remove it with the admin API."
    )]
    public static partial void NotRestored(ILogger logger, string module, Guid id, string reason);

    [LoggerMessage(
        5,
        LogLevel.Warning,
        "The file '{Path}' of module '{Module}' ({Id}) {Change}; the registered version continues to serve. Replace the module to "
            + "use the file."
    )]
    public static partial void FileChanged(ILogger logger, string path, string module, Guid id, string change);
}
