namespace Smg.WasmPerf.Cli.Shell;

/// <summary>
/// Finds out whether a folder takes files. Permissions do not say it: root has them all, on a full disk and in <c>/proc</c> too.
/// </summary>
internal static class WriteProbe
{
    /// <summary>Writes a file of one byte, and removes it whether that succeeds or not.</summary>
    /// <param name="folder">The folder; it exists.</param>
    /// <exception cref="IOException">The folder takes no file.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not write to the folder.</exception>
    public static void Run(string folder)
    {
        using FileStream probe = new(
            Path.Combine(folder, $".{Guid.NewGuid():N}.tmp"),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                BufferSize = 0,
                Options = FileOptions.DeleteOnClose,
            }
        );
        probe.WriteByte(0);
    }
}
