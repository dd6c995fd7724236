using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Sessions;

/// <summary>
/// Keeps a run's folder to one run at a time: two that began in the same second, or were started with the same <c>--out</c>, would
/// otherwise overwrite each other's results. The operating system releases it whatever ends the process.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private const string FileName = ".lock";

    private readonly FileStream _file;

    /// <summary>Takes a folder.</summary>
    /// <param name="folder">The folder; it exists and can be written to.</param>
    /// <exception cref="UsageException">Another run has it.</exception>
    public FolderLock(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            _file = new FileStream(
                path,
                new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    Options = FileOptions.DeleteOnClose,
                }
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"--out: another run is writing to {folder}: wait for its end, or choose another folder ({path} cannot be locked)"
            );
        }
    }

    /// <summary>Releases the folder, and removes the lock's file.</summary>
    public void Dispose() => _file.Dispose();
}
