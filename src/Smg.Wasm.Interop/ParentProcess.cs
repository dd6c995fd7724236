using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>The process that started this one.</summary>
public static partial class ParentProcess
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Ends this process soon after its parent has ended, whatever it is doing then. Does nothing where parents cannot be asked for.
    /// </summary>
    /// <returns>What watches; it must be kept.</returns>
    public static IDisposable? EndWithIt()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        int parent = GetParent();
        return new Timer(
            _ =>
            {
                if (GetParent() != parent)
                {
                    using Process self = Process.GetCurrentProcess();
                    self.Kill();
                }
            },
            null,
            Interval,
            Interval
        );
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParent();
}
