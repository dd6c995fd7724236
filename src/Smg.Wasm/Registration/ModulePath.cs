using Smg.Wasm.Interop;

namespace Smg.Wasm.Registration;

/// <summary>The rules for paths of module files.</summary>
internal static class ModulePath
{
    private static readonly string[] ForbiddenFolders = ["/etc", "/proc", "/sys", "/dev", "/boot", "/root", "/var/log", "/var/run", "/run"];

    /// <summary>What is wrong with a path as text; null when nothing is.</summary>
    /// <param name="path">The path.</param>
    /// <param name="ignoresCase">Whether <c>.WASM</c> is an extension too.</param>
    public static string? Check(string? path, bool ignoresCase = false) =>
        path switch
        {
            null or "" => "the path is empty",
            _ when path.Contains('\0', StringComparison.Ordinal) => "the path contains a NUL character",
            _ when !Path.IsPathFullyQualified(path) => $"'{path}' is not an absolute path",
            _ when path.Split('/', '\\').Any(part => part is "." or "..") => $"'{path}' contains '.' or '..'",
            _ when ForbiddenFolders.FirstOrDefault(folder => IsBelow(folder, path)) is { } folder => $"'{path}' is below {folder}",
            _ when !path.EndsWith(".wasm", ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal) =>
                $"'{path}' does not end in .wasm",
            _ => null,
        };

    /// <summary>What is wrong with what a path led to; null when nothing is.</summary>
    public static string? Check(string path, OpenedFile file, bool ignoresCase = false) =>
        Check(file.RealPath, ignoresCase) is { } refusal
            ? $"'{path}' leads to a path that is refused: {refusal}"
            : file.Kind switch
            {
                FileKind.Regular => null,
                FileKind.Folder => $"'{path}' is a folder",
                FileKind.Pipe => $"'{path}' is a pipe",
                FileKind.Socket => $"'{path}' is a socket",
                FileKind.Device => $"'{path}' is a device",
                FileKind.Other or _ => $"'{path}' is not a regular file",
            };

    private static bool IsBelow(string folder, string path)
    {
        string plain = Path.GetFullPath(path);
        return plain == folder || plain.StartsWith(folder + "/", StringComparison.Ordinal);
    }
}
