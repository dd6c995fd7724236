using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>Whose a file is.</summary>
public static unsafe partial class FileOwner
{
    // struct statx has the same layout on every architecture.
    private const int StatBytes = 256;
    private const int StatUserAt = 20;
    private const uint StatUser = 0x8;
    private const int CurrentFolder = -100;

    /// <summary>Whether a file or folder belongs to the user that this process runs as; links are followed. Always true where it cannot be asked.</summary>
    public static bool IsThisUser(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        byte* stat = stackalloc byte[StatBytes];
        return Stat(CurrentFolder, path, 0, StatUser, stat) == 0 && *(uint*)(stat + StatUserAt) == GetEffectiveUser();
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int folder, string path, int flags, uint mask, byte* result);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();
}
