using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Smg.Wasm.Interop;

/// <summary>Mappings of this process, on Linux. Addresses and lengths are those of whole pages.</summary>
internal static unsafe partial class VirtualMemory
{
    private const int None = 0;
    private const int Read = 1;
    private const int ReadWrite = 3;
    private const int Shared = 1;
    private const int Private = 2;
    private const int Fixed = 0x10;
    private const int Anonymous = 0x20;
    private const int NoReserve = 0x4000;
    private const int DontNeed = 4;
    private const int NoHugePages = 15;

    /// <summary>Reserves address space that nobody can read or write.</summary>
    /// <returns>Its address; null where the operating system refuses it.</returns>
    public static byte* TryReserve(nuint bytes) => TryMap(null, bytes, None, Private | Anonymous | NoReserve, file: -1);

    /// <summary>Maps a file to be read, one copy for all.</summary>
    /// <returns>Its address; null where the operating system refuses it.</returns>
    public static byte* TryMapShared(SafeFileHandle file, nuint bytes) => TryMap(null, bytes, Read, Shared, (int)file.DangerousGetHandle());

    /// <summary>Maps a file over reserved address space. What is written there is seen there alone.</summary>
    /// <returns>False where the operating system refuses it.</returns>
    public static bool TryMapPrivate(byte* address, SafeFileHandle file, nuint bytes) =>
        TryMap(address, bytes, ReadWrite, Private | Fixed, (int)file.DangerousGetHandle()) == address;

    /// <summary>Lets a stretch be read and written.</summary>
    /// <returns>False where the operating system refuses it.</returns>
    public static bool TryOpen(byte* address, nuint bytes) => bytes == 0 || Protect(address, bytes, ReadWrite) == 0;

    /// <summary>Lets a stretch be neither read nor written.</summary>
    /// <returns>False where the operating system refuses it.</returns>
    public static bool TryClose(byte* address, nuint bytes) => bytes == 0 || Protect(address, bytes, None) == 0;

    /// <summary>Gives what was written back to the operating system: the stretch is as it was when it was mapped.</summary>
    /// <returns>False where the operating system refuses it.</returns>
    public static bool TryDiscard(byte* address, nuint bytes) => bytes == 0 || Advise(address, bytes, DontNeed) == 0;

    /// <summary>Lets a stretch consist of small pages alone.</summary>
    /// <returns>False where the operating system has no others, or refuses it.</returns>
    public static bool TryForbidHugePages(byte* address, nuint bytes) => Advise(address, bytes, NoHugePages) == 0;

    /// <summary>Unmaps.</summary>
    public static void Free(byte* address, nuint bytes) => _ = Unmap(address, bytes);

    private static byte* TryMap(byte* address, nuint bytes, int protection, int flags, int file)
    {
        nint mapped = Map((nint)address, bytes, protection, flags, file, offset: 0);
        return mapped == -1 ? null : (byte*)mapped;
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(byte* address, nuint length);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(byte* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* address, nuint length, int advice);
}
