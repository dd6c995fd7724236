using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>Whose a file is.</summary>
public static partial class FileOwner
{
    /// <summary>
    /// Whether a file or folder belongs to the user that this process runs as; links are followed. Always true where it cannot be asked.
    /// </summary>
    public static bool IsThisUser(string path) =>
        !OperatingSystem.IsLinux() || (FileStatus.TryGet(path, out FileStatus status) && status.User == GetEffectiveUser());

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();
}
