namespace Smg.WasmPerf.Cli.Shell;

/// <summary>The folder that this process was started in.</summary>
internal static class WorkingFolder
{
    /// <summary>Does nothing where it is there.</summary>
    /// <exception cref="InvalidOperationException">It was removed.</exception>
    public static void ThrowIfGone()
    {
        try
        {
            _ = Environment.CurrentDirectory;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException("the working folder no longer exists or cannot be read: change to another one", e);
        }
    }
}
