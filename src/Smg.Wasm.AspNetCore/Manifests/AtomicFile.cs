using Smg.Wasm.Interop;

namespace Smg.Wasm.AspNetCore.Manifests;

/// <summary>Writes files that are there whole or not at all, also after the power has failed, and that nobody else may read.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file in the place of what is there.</summary>
    /// <exception cref="IOException">It cannot be written; what was there is still there.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        FileStreamOptions create = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (FileStream file = new(temporary, create))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            FlushFolder(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            // The last of them is what .NET makes of a file above the process's size limit.
            TryDelete(temporary);
            throw e as IOException ?? new IOException($"'{path}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Deletes a file if that can be done.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is only a stray file.
        }
    }

    /// <summary>The new name is on the disk too. Windows does that by itself.</summary>
    private static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsWindows() && OpenedFile.TryOpen(folder, out OpenedFile? opened, out _, out _))
        {
            using (opened)
            {
                opened.FlushToDisk();
            }
        }
    }
}
