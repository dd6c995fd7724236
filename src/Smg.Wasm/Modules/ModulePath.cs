namespace Smg.Wasm.Modules;

/// <summary>The rules for paths of module files.</summary>
internal static class ModulePath
{
    private static readonly string[] ForbiddenFolders = ["/etc", "/proc", "/sys", "/dev", "/boot", "/root", "/var/log", "/var/run", "/run"];

    /// <summary>What is wrong with a path as text; null when nothing is.</summary>
    public static string? Check(string? path) => path switch
    {
        null or "" => "the path is empty",
        _ when path.Contains('\0', StringComparison.Ordinal) => "the path contains a NUL character",
        _ when !Path.IsPathFullyQualified(path) => $"'{path}' is not an absolute path",
        _ when path.Split('/', '\\').Any(part => part is "." or "..") => $"'{path}' contains '.' or '..'",
        _ when !path.EndsWith(".wasm", StringComparison.Ordinal) => $"'{path}' does not end in .wasm",
        _ when ForbiddenFolders.FirstOrDefault(folder => IsBelow(folder, path)) is { } folder => $"'{path}' is below {folder}",
        _ => null,
    };

    /// <summary>Resolves all symbolic links and checks the real path again.</summary>
    /// <returns>Null, with <paramref name="refusal"/> set, when the path is against a rule or names no regular file.</returns>
    public static string? Resolve(string path, out string? refusal)
    {
        refusal = Check(path);
        if (refusal is not null)
        {
            return null;
        }

        int links = 0;
        string? real = ResolveLinks(path, ref links);
        if (real is null)
        {
            refusal = $"'{path}' does not exist, or its links go in a circle";
            return null;
        }

        refusal = Check(real);
        if (refusal is not null)
        {
            return null;
        }

        if (Directory.Exists(real))
        {
            refusal = $"'{path}' is a folder";
            return null;
        }

        // Pipes, sockets and devices have no length, and reading a pipe would wait for ever.
        if (new FileInfo(real).Length == 0)
        {
            refusal = $"'{path}' is empty or no regular file";
            return null;
        }

        return real;
    }

    private static bool IsBelow(string folder, string path)
    {
        string plain = Path.GetFullPath(path);
        return plain == folder || plain.StartsWith(folder + "/", StringComparison.Ordinal);
    }

    /// <summary>Resolves the links of every part, parents first.</summary>
    private static string? ResolveLinks(string path, ref int links)
    {
        const int MaxLinks = 40;
        string full = Path.GetFullPath(path);
        string current = "/";
        foreach (string part in full.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            current = Path.Combine(current, part);
            FileSystemInfo info = Directory.Exists(current) ? new DirectoryInfo(current) : new FileInfo(current);
            if (info.LinkTarget is { } target)
            {
                if (++links > MaxLinks)
                {
                    return null;
                }

                string next = Path.GetFullPath(target, Path.GetDirectoryName(current)!);
                current = ResolveLinks(next, ref links) ?? "";
                if (current.Length == 0)
                {
                    return null;
                }
            }
            else if (!info.Exists)
            {
                return null;
            }
        }

        return current;
    }
}
