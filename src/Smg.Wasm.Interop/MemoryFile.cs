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
        if (TryBegin(name, length) is not { } file)
        {
            return null;
        }

        try
        {
            RandomAccess.Write(file, content, offset);
            if (TrySeal(file))
            {
                return file;
            }
        }
        catch (Exception e) when (IsRefusal(e))
        {
            // The caller does without.
        }

        file.Dispose();
        return null;
    }

    /// <summary>Makes a file of zeros, to be written and then sealed by <see cref="TrySeal"/>.</summary>
    /// <param name="name">Its name in the listings of the operating system.</param>
    /// <param name="length">Its length, in bytes.</param>
    /// <returns>Null where the system has no such files, no memory, or a limit for files below that length.</returns>
    public static SafeFileHandle? TryBegin(string name, long length)
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
                return file;
            }
            catch (Exception e) when (IsRefusal(e))
            {
                // The caller does without.
            }
        }

        file.Dispose();
        return null;
    }

    /// <summary>From now on nobody can change the file.</summary>
    /// <returns>False where the system refuses it.</returns>
    public static bool TrySeal(SafeFileHandle file) => Control((int)file.DangerousGetHandle(), AddSeals, AllSeals) == 0;

    /// <summary>
    /// Whether the system refuses a file. .NET reports one beyond the process's limit (ulimit -f) as an argument out of range.
    /// </summary>
    private static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial nint Create(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command, int argument);
}
