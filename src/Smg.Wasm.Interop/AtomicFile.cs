namespace Smg.Wasm.Interop;

/// <summary>Writes files that are there whole or not at all, also after the power has failed, and that nobody else may read.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">The file, in a folder that exists.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="overwrite">Whether it takes the place of what is there. Defaults to true.</param>
    /// <exception cref="IOException">It cannot be written, or is there already; what was there is still there.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, bool overwrite = true)
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

            File.Move(temporary, path, overwrite);
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
