using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>Status of a file on Linux: kind, length, owner.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="User">The id of the user it belongs to.</param>
internal readonly unsafe partial record struct FileStatus(FileKind Kind, long Length, uint User)
{
    // struct statx has the same layout on every architecture.
    private const int StatBytes = 256;
    private const int UserAt = 20;
    private const int ModeAt = 28;
    private const int SizeAt = 40;
    private const int CurrentFolder = -100;
    private const int AtEmptyPath = 0x1000;
    private const uint KindUserAndSize = 0x1 | 0x8 | 0x200;

    /// <summary>The status of a path, whose links are followed.</summary>
    /// <returns>False, with the reason in <see cref="Marshal.GetLastPInvokeError"/>, when it is unknown.</returns>
    public static bool TryGet(string path, out FileStatus status) => TryGet(CurrentFolder, path, 0, out status);

    /// <summary>The status of an open descriptor.</summary>
    /// <returns>False, with the reason in <see cref="Marshal.GetLastPInvokeError"/>, when it is unknown.</returns>
    public static bool TryGet(int descriptor, out FileStatus status) => TryGet(descriptor, "", AtEmptyPath, out status);

    private static bool TryGet(int folder, string path, int flags, out FileStatus status)
    {
        byte* stat = stackalloc byte[StatBytes];
        bool isKnown = Stat(folder, path, flags, KindUserAndSize, stat) == 0;
        status = isKnown ? new FileStatus(KindOf(*(ushort*)(stat + ModeAt)), *(long*)(stat + SizeAt), *(uint*)(stat + UserAt)) : default;
        return isKnown;
    }

    private static FileKind KindOf(ushort mode)
    {
        const int TypeBits = 0xf000;
        return (mode & TypeBits) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Folder,
            0x1000 => FileKind.Pipe,
            0xc000 => FileKind.Socket,
            0x2000 or 0x6000 => FileKind.Device,
            _ => FileKind.Other,
        };
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Stat(int folder, string path, int flags, uint mask, byte* result);
}
