using System.Globalization;

namespace Smg.WasmPerf.Cli.Shell;

/// <summary>
/// How many files this process may have open. Every loaded library is one; a runtime that has none left ends the process wherever it is.
/// </summary>
internal static class OpenFiles
{
    private const int Needed = 256;
    private const string LimitsFile = "/proc/self/limits";
    private const string FilesLine = "Max open files";

    /// <summary>Does nothing where there are enough.</summary>
    /// <exception cref="InvalidOperationException">There are too few.</exception>
    public static void ThrowIfTooFew()
    {
        if (File.Exists(LimitsFile) && Limit(File.ReadLines(LimitsFile)) is { } limit and < Needed)
        {
            throw new InvalidOperationException(
                FormattableString.Invariant(
                    $"only {limit} files may be open, and {Needed} are needed: raise the limit with 'ulimit -n {Needed}' or more."
                )
            );
        }
    }

    /// <summary>The limit that the lines of <c>/proc/self/limits</c> name; null for none.</summary>
    internal static long? Limit(IEnumerable<string> lines)
    {
        string? line = lines.FirstOrDefault(line => line.StartsWith(FilesLine, StringComparison.Ordinal));
        string? soft = line?[FilesLine.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : null;
    }
}
