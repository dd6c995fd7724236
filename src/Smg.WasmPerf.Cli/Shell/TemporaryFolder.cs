namespace Smg.WasmPerf.Cli.Shell;

/// <summary>The folder for temporary files, which measurements need.</summary>
internal static class TemporaryFolder
{
    private const string Variable = "TMPDIR";
    private const string Usual = "/tmp";

    /// <summary>Uses <c>/tmp</c> where the environment names a folder that cannot be written to.</summary>
    /// <returns>What was changed, in one line; null for nothing.</returns>
    /// <exception cref="InvalidOperationException">Neither can be written to.</exception>
    public static string? Ensure()
    {
        string given = Path.GetTempPath();
        if (CanWrite(given))
        {
            return null;
        }

        if (OperatingSystem.IsWindows() || !CanWrite(Usual))
        {
            throw new InvalidOperationException(
                $"temporary files cannot be written to {given}: set {Variable} to a folder that can be written to, and has space"
            );
        }

        Environment.SetEnvironmentVariable(Variable, Usual);
        return $"warning  {Variable} is {given}, which cannot be written to: using {Usual}";
    }

    private static bool CanWrite(string folder)
    {
        try
        {
            WriteProbe.Run(folder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
