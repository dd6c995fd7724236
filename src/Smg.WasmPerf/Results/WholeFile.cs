using System.Text;

namespace Smg.WasmPerf.Results;

/// <summary>Reads files, and writes them so that they are complete or absent: beside their place, and moved there.</summary>
/// <remarks>
/// The runtime's <c>AtomicFile</c> also flushes to the disk and hides its files from other users. Results need neither, and the lab refers
/// to nothing of the runtime.
/// </remarks>
internal static class WholeFile
{
    /// <summary>Characters that a file may have: far more than any run has, and little enough to be held.</summary>
    private const int MaxCharacters = 64 << 20;

    /// <summary>Writes a text in the place of what is there.</summary>
    /// <param name="path">The file; its directory is made when it is missing.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="IOException">It cannot be written; what was there is still there.</exception>
    public static void Write(string path, string text) => Write(path, temporary => File.WriteAllText(temporary, text));

    /// <inheritdoc cref="Write(string, string)"/>
    /// <param name="path">The file; its directory is made when it is missing.</param>
    /// <param name="bytes">The bytes.</param>
    public static void Write(string path, byte[] bytes) => Write(path, temporary => File.WriteAllBytes(temporary, bytes));

    private static void Write(string path, Action<string> write)
    {
        string target = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        string temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            write(temporary);
            File.Move(temporary, target, overwrite: true);
        }
        catch (ArgumentOutOfRangeException e)
        {
            // What .NET makes of a file above the process's size limit.
            throw new IOException($"'{target}' cannot be written: {e.Message}", e);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="missing">What is said where it is missing.</param>
    /// <exception cref="ResultsFileException">It is missing, or cannot be read.</exception>
    public static string Read(string path, string missing = "no such file")
    {
        if (Directory.Exists(path))
        {
            throw new ResultsFileException($"{path}: is a folder: name the file, for instance {Path.Combine(path, ResultsFile.FileName)}.");
        }

        try
        {
            return ReadText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ResultsFileException($"{path}: {missing}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResultsFileException($"{path}: cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>Reads to the end. A device or a pipe has no length that could be looked at before.</summary>
    private static string ReadText(string path)
    {
        using StreamReader reader = new(path);
        StringBuilder text = new();
        char[] block = new char[16 << 10];
        for (int read; (read = reader.Read(block)) > 0; text.Append(block, 0, read))
        {
            if (text.Length > MaxCharacters)
            {
                throw new ResultsFileException($"{path}: is larger than any results file.");
            }
        }

        return text.ToString();
    }
}
