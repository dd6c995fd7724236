using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Smg.Wasm.Interop;

/// <summary>
/// The compiled code of a component or of a core module, to be loaded on further engines without a compile. On Linux it lies in a file in
/// memory that every engine maps, so that the processors' caches and the memory hold it once; elsewhere each engine gets a copy.
/// </summary>
public sealed class CodeImage : IDisposable
{
    /// <summary>Bytes of a file that are read at once: larger blocks of memory come from the operating system, page by page.</summary>
    private const int ReadBytes = 64 << 10;

    /// <summary>
    /// Bytes of the largest code that is read into an array, and copied by the engine. A file in memory saves that, but stays open as long
    /// as what was loaded from it lives, and of small modules there may be many.
    /// </summary>
    private const int MaxCopiedBytes = 1 << 20;

    private const string Name = "smg-wasm-code";

    private readonly SafeFileHandle? _file;
    private ReadOnlyMemory<byte>? _code;
    private MemoryContent? _content;
    private int? _marks;

    /// <summary>Takes the code.</summary>
    /// <param name="code">
    /// What <see cref="ComponentHandle.Serialize"/> or <see cref="CoreModuleHandle.Serialize"/> returned. It must not change while the
    /// image is in use.
    /// </param>
    /// <param name="content">As <see cref="BeginWith"/> takes it.</param>
    /// <param name="marks">As <see cref="BeginWith"/> takes it.</param>
    public CodeImage(ReadOnlyMemory<byte> code, MemoryContent? content = null, int? marks = null)
        : this(MemoryFile.TryCreate(Name, code.Length, code.Span), code) => BeginWith(content, marks);

    private CodeImage(SafeFileHandle? file, ReadOnlyMemory<byte>? code)
    {
        _file = file;
        _code = code;
    }

    /// <summary>The code where it is an array; null where it is a file.</summary>
    public ReadOnlyMemory<byte>? Bytes => _file is null ? _code : null;

    /// <summary>Takes the code that follows in a file. What is added to the hash is what will be loaded.</summary>
    /// <param name="file">The file; it is read on from where it is.</param>
    /// <param name="length">The code's length, in bytes.</param>
    /// <param name="hash">What the code is added to.</param>
    /// <exception cref="IOException">The file ends early or cannot be read, or the system has no memory for the code.</exception>
    public static CodeImage Read(OpenedFile file, int length, IncrementalHash hash)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(hash);
        SafeFileHandle? memory = length > MaxCopiedBytes ? MemoryFile.TryBegin(Name, length) : null;
        byte[]? code = memory is null ? new byte[length] : null;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            for (int at = 0; at < length; )
            {
                Span<byte> part = buffer.AsSpan(0, Math.Min(ReadBytes, length - at));
                int read = file.Read(part);
                if (read == 0)
                {
                    throw new EndOfStreamException();
                }

                hash.AppendData(part[..read]);
                if (memory is not null)
                {
                    RandomAccess.Write(memory, part[..read], at);
                }
                else
                {
                    part[..read].CopyTo(code.AsSpan(at));
                }

                at += read;
            }

            return memory is null || MemoryFile.TrySeal(memory)
                ? new CodeImage(memory, code)
                : throw new IOException("The operating system does not seal a file in memory.");
        }
        catch
        {
            memory?.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Gives all that is loaded from now on what its memory begins with, as <see cref="ComponentHandle.BeginWith"/>.</summary>
    /// <param name="content">What it begins with; null where its engine makes it. It is not freed before this.</param>
    /// <param name="marks">Where a core module's marks are, as <see cref="CoreModuleHandle.BeginWith"/> takes it.</param>
    public void BeginWith(MemoryContent? content, int? marks = null) => (_content, _marks) = (content, marks);

    private delegate T? FromBytes<T>(EngineHandle engine, ReadOnlySpan<byte> code, out NativeError? error);

    private delegate T? FromFile<T>(EngineHandle engine, string path, out NativeError? error);

    /// <summary>Loads the code on an engine of the same settings as the one that it was compiled for.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="error">Why that failed; null where it did not.</param>
    /// <returns>The component; null where Wasmtime refuses it.</returns>
    public ComponentHandle? Load(EngineHandle engine, out NativeError? error)
    {
        ComponentHandle? component = Load(engine, ComponentHandle.DeserializeFile, ComponentHandle.Deserialize, out error);
        if (_content is not null)
        {
            component?.BeginWith(_content);
        }

        return component;
    }

    /// <summary>The same of a core module's code.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="error">Why that failed; null where it did not.</param>
    /// <returns>The module; null where Wasmtime refuses it.</returns>
    public CoreModuleHandle? LoadCore(EngineHandle engine, out NativeError? error)
    {
        CoreModuleHandle? module = Load(engine, CoreModuleHandle.DeserializeFile, CoreModuleHandle.Deserialize, out error);
        if (_content is not null)
        {
            module?.BeginWith(_content, _marks);
        }

        return module;
    }

    /// <summary>Frees the image. What was loaded from it stays.</summary>
    public void Dispose() => _file?.Dispose();

    /// <summary>Loads the file or, where the system has no /proc or lets nobody map such a file, the bytes.</summary>
    private T? Load<T>(EngineHandle engine, FromFile<T> fromFile, FromBytes<T> fromBytes, out NativeError? error)
        where T : class =>
        _file is not null && fromFile(engine, $"/proc/self/fd/{_file.DangerousGetHandle()}", out error) is { } mapped
            ? mapped
            : fromBytes(engine, (_code ??= ReadBack()).Span, out error);

    private byte[] ReadBack()
    {
        byte[] code = new byte[RandomAccess.GetLength(_file!)];
        for (int at = 0; at < code.Length; )
        {
            at += RandomAccess.Read(_file!, code.AsSpan(at), at);
        }

        return code;
    }
}
