using System.Globalization;
using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>This process's memory, as the operating system counts and limits it. Does nothing where the system has no such limit.</summary>
public static unsafe partial class ProcessMemory
{
    private const int ResourceData = 2;
    private const int ResourceCore = 4;

    /// <summary>Bytes of private memory that can be written: what <see cref="LimitTo"/> limits. 0 where it is unknown.</summary>
    public static long DataBytes
    {
        get
        {
            const string Field = "VmData:";
            if (!OperatingSystem.IsLinux())
            {
                return 0;
            }

            string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Field, StringComparison.Ordinal));
            return long.Parse(
                    line.AsSpan(Field.Length, line.Length - Field.Length - " kB".Length),
                    NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                    CultureInfo.InvariantCulture
                ) << 10;
        }
    }

    /// <summary>Lets this process have so many bytes of private memory; what asks for more ends the process.</summary>
    /// <param name="bytes">Null for no limit.</param>
    public static void LimitTo(long? bytes) => Set(ResourceData, bytes is { } limit ? (ulong)limit : null);

    /// <summary>Lets this process end without an image of its memory.</summary>
    public static void ForbidCoreDump() => Set(ResourceCore, 0);

    private static void Set(int resource, ulong? limit)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // The hard limit stays: the soft one can be raised again.
        ResourceLimit current;
        if (Get(resource, &current) == 0)
        {
            current.Soft = Math.Min(limit ?? current.Hard, current.Hard);
            _ = Set(resource, &current);
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int Get(int resource, ResourceLimit* limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int Set(int resource, ResourceLimit* limit);

    private struct ResourceLimit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
