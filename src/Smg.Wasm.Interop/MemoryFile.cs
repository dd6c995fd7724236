using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Smg.Wasm.Interop;

/// <summary>Files in memory, which Linux has.</summary>
internal static partial class MemoryFile
{
    private const uint CloseOnExec = 1;
    private const uint AllowSealing = 2;
    private const int AddSeals = 1033;

    /// <summary>Neither its content, nor its size, nor these seals can change, not even by this process.</summary>
    private const int AllSeals = 0xf;

    /// <summary>Makes a file that nobody can change afterwards.</summary>
    /// <param name="name">Its name in the listings of the operating system.</param>
    /// <param name="length">Its length, in bytes.</param>
    /// <param name="content">What it holds from <paramref name="offset"/> on; zeros elsewhere.</param>
    /// <param name="offset">Bytes before the content.</param>
    /// <returns>Null where the system has no such files, no memory, or a limit for files below that length.</returns>
    public static SafeFileHandle? TryCreate(string name, long length, ReadOnlySpan<byte> content, long offset = 0)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        SafeFileHandle file = new(Create(name, CloseOnExec | AllowSealing), ownsHandle: true);
        if (!file.IsInvalid)
        {
            try
            {
                RandomAccess.SetLength(file, length);
                RandomAccess.Write(file, content, offset);
                if (Control((int)file.DangerousGetHandle(), AddSeals, AllSeals) == 0)
                {
                    return file;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
            {
                // The last is how .NET words a file beyond the limit of the process (ulimit -f).
            }
        }

        file.Dispose();
        return null;
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial nint Create(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command, int argument);
}
