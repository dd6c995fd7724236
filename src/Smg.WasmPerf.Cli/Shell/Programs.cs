using System.ComponentModel;
using System.Diagnostics;

namespace Smg.WasmPerf.Cli.Shell;

/// <summary>Other programs.</summary>
internal static class Programs
{
    /// <summary>Starts a program.</summary>
    /// <param name="start">The program, without a shell.</param>
    /// <exception cref="InvalidOperationException">The program cannot be started.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException($"{start.FileName} cannot be started: install it, or put it on the PATH");
        }
    }
}
