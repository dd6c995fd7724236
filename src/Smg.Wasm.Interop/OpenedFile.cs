using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Smg.Wasm.Interop;

/// <summary>
/// A file that was opened once: its real path, kind, length and bytes are those of what was opened, whatever happens to the path meanwhile.
/// Opening never waits for a writer of a pipe, and never makes a terminal the process's own.
/// </summary>
public sealed partial class OpenedFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private long _position;

    private OpenedFile(SafeFileHandle handle, string realPath, FileKind kind, long length)
    {
        _handle = handle;
        RealPath = realPath;
        Kind = kind;
        Length = length;
    }

    /// <summary>The absolute path of what was opened, without links.</summary>
    public string RealPath { get; }

    /// <summary>What it is.</summary>
    public FileKind Kind { get; }

    /// <summary>Its length in bytes when it was opened; 0 for what has none.</summary>
    public long Length { get; }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="file">The file.</param>
    /// <param name="error">Why it could not be opened.</param>
    /// <param name="message">What the operating system says to it.</param>
    public static bool TryOpen(string path, [NotNullWhen(true)] out OpenedFile? file, out FileOpenError error, out string message)
    {
        ArgumentNullException.ThrowIfNull(path);
        file = null;
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            // The operating system would open what the path names up to there.
            (error, message) = (FileOpenError.NotFound, "its path has a NUL");
            return false;
        }

        (error, message) = OperatingSystem.IsLinux() ? OpenByDescriptor(path, ref file) : OpenByStream(path, ref file);
        return file is not null;
    }

    /// <summary>Reads on from where the last read ended.</summary>
    /// <returns>How many bytes were read; 0 at the end.</returns>
    public int Read(Span<byte> buffer)
    {
        int read = RandomAccess.Read(_handle, buffer, _position);
        _position += read;
        return read;
    }

    /// <summary>Reads on from where the last read ended, until a buffer is full.</summary>
    /// <returns>False where the file ends before.</returns>
    public bool TryReadExactly(Span<byte> buffer) => Fill(buffer) == buffer.Length;

    /// <summary>Reads it from where the last read ended, as far as it was long when it was opened.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public byte[] ReadAll()
    {
        byte[] bytes = new byte[Length];
        int length = Fill(bytes);
        return length == bytes.Length ? bytes : bytes[..length];
    }

    /// <summary>Waits until it is on the disk; of a folder, its names, so that what was renamed in it stays so.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void FlushToDisk() => RandomAccess.FlushToDisk(_handle);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <summary>Reads until a buffer is full or the file ends.</summary>
    /// <returns>How many bytes were read.</returns>
    private int Fill(Span<byte> buffer)
    {
        int length = 0;
        int read;
        do
        {
            read = Read(buffer[length..]);
            length += read;
        } while (read > 0);

        return length;
    }

    private static (FileOpenError Error, string Message) OpenByDescriptor(string path, ref OpenedFile? file)
    {
        // The same numbers on x86-64 and arm64.
        const int ReadOnly = 0;
        const int NoControllingTerminal = 0x100;
        const int NonBlocking = 0x800;
        const int CloseOnExec = 0x80000;
        int descriptor = Open(path, ReadOnly | NonBlocking | CloseOnExec | NoControllingTerminal);
        if (descriptor < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            return (Classify(errno), Marshal.GetPInvokeErrorMessage(errno));
        }

        SafeFileHandle handle = new(descriptor, ownsHandle: true);
        if (new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget is not { } realPath)
        {
            handle.Dispose();
            return (FileOpenError.Other, "its real path is unknown, because /proc is not mounted");
        }

        if (!FileStatus.TryGet(descriptor, out FileStatus status))
        {
            int errno = Marshal.GetLastPInvokeError();
            handle.Dispose();
            return (FileOpenError.Other, Marshal.GetPInvokeErrorMessage(errno));
        }

        file = new OpenedFile(handle, realPath, status.Kind, status.Kind == FileKind.Regular ? status.Length : 0);
        return default;
    }

    /// <summary>Without descriptors to ask, the links are resolved before the file is opened.</summary>
    private static (FileOpenError Error, string Message) OpenByStream(string path, ref OpenedFile? file)
    {
        try
        {
            if (Directory.Exists(path))
            {
                file = new OpenedFile(new SafeFileHandle(), path, FileKind.Folder, 0);
                return default;
            }

            string real = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
            SafeFileHandle handle = File.OpenHandle(real);
            file = new OpenedFile(handle, real, FileKind.Regular, RandomAccess.GetLength(handle));
            return default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            FileOpenError error = e switch
            {
                FileNotFoundException or DirectoryNotFoundException => FileOpenError.NotFound,
                UnauthorizedAccessException => FileOpenError.NotPermitted,
                _ => FileOpenError.Other,
            };
            return (error, e.Message);
        }
    }

    private static FileOpenError Classify(int errno)
    {
        const int NotPermitted = 1;
        const int NoEntry = 2;
        const int NoDevice = 6;
        const int NoAccess = 13;
        const int NotAFolder = 20;
        const int LinkLoop = 40;
        return errno switch
        {
            NoEntry or NotAFolder => FileOpenError.NotFound,
            NotPermitted or NoAccess => FileOpenError.NotPermitted,
            NoDevice => FileOpenError.NothingBehind,
            LinkLoop => FileOpenError.TooManyLinks,
            _ => FileOpenError.Other,
        };
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);
}
