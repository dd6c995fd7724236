using System.ComponentModel;
using System.Diagnostics;

namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>
/// A file in which strace writes a line for each call of a process that changes its address space. The kernel counts page faults for every
/// process, but these calls for none.
/// </summary>
internal sealed class SystemCallTrace : IDisposable
{
    private const string Program = "strace";
    private const string Calls = "trace=mprotect,madvise,mmap,munmap,mremap,ioctl";

    private readonly string _file = Path.GetTempFileName();
    private long _read;

    /// <summary>Why no process can be traced here; null when one can.</summary>
    public static string? FindObstacle()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "system calls are counted with strace, which only Linux has";
        }

        try
        {
            ProcessStartInfo start = new(Program, ["-qq", "-o", "/dev/null", "true"])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            using Process trial = Process.Start(start)!;
            string errors = trial.StandardError.ReadToEnd();
            trial.WaitForExit();
            return trial.ExitCode == 0 ? null : $"strace cannot trace a process here ({errors.Trim().ReplaceLineEndings(" ")})";
        }
        catch (Win32Exception)
        {
            return "strace, which counts the system calls, is not installed (apt-get install strace)";
        }
    }

    /// <summary>The same program under the trace.</summary>
    public ProcessStartInfo Wrap(ProcessStartInfo start) =>
        new(Program, ["-f", "-qq", "-e", Calls, "-e", "signal=none", "-o", _file, start.FileName, .. start.ArgumentList])
        {
            UseShellExecute = false,
        };

    /// <summary>The calls since the last count. A call that another thread's interrupts has two lines.</summary>
    public int Count()
    {
        using FileStream file = new(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _read;
        using StreamReader reader = new(file);
        string text = reader.ReadToEnd();
        int end = text.LastIndexOf('\n') + 1;
        _read += end;
        return text[..end]
            .Split('\n')
            .Count(line => line.Contains('(', StringComparison.Ordinal) && !line.Contains("resumed>", StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_file);
}
