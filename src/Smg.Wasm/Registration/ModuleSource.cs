using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Registration;

/// <summary>Where a module's bytes come from: a file, which is opened once and read once, or a caller's memory.</summary>
internal sealed class ModuleSource
{
    private readonly string? _path;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly bool _ignoresCase;

    private ModuleSource(string? path, ReadOnlyMemory<byte> bytes, bool ignoresCase = false)
    {
        _path = path;
        _bytes = bytes;
        _ignoresCase = ignoresCase;
    }

    /// <summary>A file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="ignoresCase">Whether <c>.WASM</c> is an extension too.</param>
    public static ModuleSource File(string? path, bool ignoresCase) => new(path ?? "", default, ignoresCase);

    public static ModuleSource Memory(ReadOnlyMemory<byte> bytes) => new(null, bytes);

    /// <summary>Reads the bytes. They are nobody else's afterwards.</summary>
    /// <param name="maxBytes">How many there may be.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="origin">Where they come from.</param>
    /// <returns>Null when they were read.</returns>
    public RegistrationRefusal? Read(int maxBytes, out byte[] bytes, out ModuleOrigin origin)
    {
        bytes = [];
        origin = default;
        if (_path is not null)
        {
            if (ModulePath.Check(_path, _ignoresCase) is { } refusal)
            {
                return new RegistrationRefusal(RegistrationStage.Path, RegistrationError.PathRefused, refusal);
            }

            RegistrationRefusal? unread = ReadFile(maxBytes, out bytes, out string? realPath);
            origin = new ModuleOrigin(_path, realPath);
            return unread;
        }

        if (_bytes.Length > maxBytes)
        {
            return TooLarge(_bytes.Length, maxBytes);
        }

        bytes = _bytes.ToArray();
        return null;
    }

    private RegistrationRefusal? ReadFile(int maxBytes, out byte[] bytes, out string? realPath)
    {
        string path = _path!;
        bytes = [];
        realPath = null;
        if (!OpenedFile.TryOpen(path, out OpenedFile? file, out FileOpenError error, out string message))
        {
            return NotOpened(path, error, message);
        }

        using (file)
        {
            if (ModulePath.Check(path, file, _ignoresCase) is { } refusal)
            {
                return new RegistrationRefusal(RegistrationStage.Path, RegistrationError.PathRefused, refusal);
            }

            if (file.Length > maxBytes)
            {
                return TooLarge(file.Length, maxBytes);
            }

            realPath = file.RealPath;
            try
            {
                return TryReadAll(file, maxBytes, out bytes) ? null : TooLarge((long)maxBytes + 1, maxBytes);
            }
            catch (IOException e)
            {
                return new RegistrationRefusal(
                    RegistrationStage.Read,
                    RegistrationError.FileUnreadable,
                    $"'{path}' cannot be read: {e.Message}"
                );
            }
        }
    }

    /// <summary>Reads to the end, also of a file that grows meanwhile, but at most one byte more than is allowed.</summary>
    private static bool TryReadAll(OpenedFile file, int maxBytes, out byte[] bytes)
    {
        ArrayBufferWriter<byte> content = new((int)file.Length + 1);
        while (content.WrittenCount <= maxBytes)
        {
            Span<byte> room = content.GetSpan();
            int read = file.Read(room[..Math.Min(room.Length, maxBytes + 1 - content.WrittenCount)]);
            if (read == 0)
            {
                bytes = content.WrittenSpan.ToArray();
                return true;
            }

            content.Advance(read);
        }

        bytes = [];
        return false;
    }

    [SuppressMessage("Style", "IDE0072:Add missing cases", Justification = "The last case takes the rest.")]
    private static RegistrationRefusal NotOpened(string path, FileOpenError error, string message) =>
        error switch
        {
            FileOpenError.NotFound => new(RegistrationStage.Path, RegistrationError.PathRefused, $"'{path}' does not exist"),
            FileOpenError.TooManyLinks => new(
                RegistrationStage.Path,
                RegistrationError.PathRefused,
                $"the links of '{path}' form a cycle or are too many"
            ),
            FileOpenError.NothingBehind => new(
                RegistrationStage.Path,
                RegistrationError.PathRefused,
                $"'{path}' is a socket, or a device without a driver"
            ),
            _ => new(RegistrationStage.Read, RegistrationError.FileUnreadable, $"'{path}' cannot be opened: {message}"),
        };

    private static RegistrationRefusal TooLarge(long length, int maxBytes) =>
        new(RegistrationStage.Size, RegistrationError.TooLarge, $"it has at least {length} bytes, more than the {maxBytes} allowed");
}
