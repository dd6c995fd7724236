using System.Globalization;

namespace Smg.Wasm.AspNetCore.Connections;

/// <summary>
/// How many connections of clients this process can hold. A process without a file descriptor left can start no thread either, and .NET
/// ends it.
/// </summary>
internal static class ConnectionLimit
{
    /// <summary>
    /// A client's connection and the one to the upstream; where the upstream is in this process, its end too; and one to spare for those
    /// that are just closed.
    /// </summary>
    private const int FilesPerConnection = 4;

    private const string LimitsFile = "/proc/self/limits";
    private const string FilesLine = "Max open files";

    /// <summary>The limit of this process; null where the system does not report one.</summary>
    /// <param name="reservedFiles">File descriptors that clients never take.</param>
    public static int? OfThisProcess(int reservedFiles) => File.Exists(LimitsFile) ? Of(File.ReadLines(LimitsFile), reservedFiles) : null;

    /// <summary>The limit that the lines of <c>/proc/self/limits</c> allow.</summary>
    /// <param name="limits">The lines.</param>
    /// <param name="reservedFiles">File descriptors that clients never take.</param>
    public static int? Of(IEnumerable<string> limits, int reservedFiles)
    {
        string? line = limits.FirstOrDefault(line => line.StartsWith(FilesLine, StringComparison.Ordinal));
        string? soft = line?[FilesLine.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out long files)
            ? (int)Math.Clamp((files - reservedFiles) / FilesPerConnection, 1, int.MaxValue)
            : null;
    }
}
