using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Smg.WasmPerf.Cli.Shell;

/// <summary>The processes that this one started.</summary>
internal static class ChildProcesses
{
    /// <summary>Ends them and their own. Does nothing where the system has no <c>/proc</c>.</summary>
    public static void KillAll()
    {
        foreach (int id in Ids())
        {
            try
            {
                using Process child = Process.GetProcessById(id);
                child.Kill(entireProcessTree: true);
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception or AggregateException)
            {
                // It has ended by itself.
            }
        }
    }

    /// <summary>The ids of this process's children.</summary>
    private static int[] Ids() =>
        Directory.Exists("/proc/self")
            ?
            [
                .. Directory
                    .EnumerateDirectories("/proc")
                    .Where(folder => Path.GetFileName(folder).All(char.IsAsciiDigit) && ParentOf(folder) == Environment.ProcessId)
                    .Select(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)),
            ]
            : [];

    /// <summary>The parent's id: the second field after the name, which is in parentheses and may hold any.</summary>
    private static int ParentOf(string folder)
    {
        try
        {
            string stat = File.ReadAllText(Path.Combine(folder, "stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
