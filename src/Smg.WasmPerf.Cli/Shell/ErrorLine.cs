namespace Smg.WasmPerf.Cli.Shell;

/// <summary>Writes what went wrong. Where standard error is closed or full, the exit code alone says it.</summary>
internal static class ErrorLine
{
    /// <summary>Writes a line.</summary>
    /// <param name="errors">Standard error.</param>
    /// <param name="text">What went wrong.</param>
    public static void Write(TextWriter errors, string text)
    {
        try
        {
            errors.WriteLine(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing is left to write it to.
        }
    }
}
