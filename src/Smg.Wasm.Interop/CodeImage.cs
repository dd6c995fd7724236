using Microsoft.Win32.SafeHandles;

namespace Smg.Wasm.Interop;

/// <summary>
/// The compiled code of a component or of a core module, to be loaded on further engines without a compile. On Linux it lies in a file in
/// memory that every engine maps, so that the processors' caches and the memory hold it once; elsewhere each engine gets a copy.
/// </summary>
public sealed class CodeImage : IDisposable
{
    private readonly ReadOnlyMemory<byte> _code;
    private readonly SafeFileHandle? _file;
    private readonly MemoryContent? _content;
    private readonly int? _marks;

    /// <summary>Takes the code.</summary>
    /// <param name="code">
    /// What <see cref="ComponentHandle.Serialize"/> or <see cref="CoreModuleHandle.Serialize"/> returned. It must not change while the
    /// image is in use.
    /// </param>
    /// <param name="content">What the memory begins with; null where its engine makes it. It is not freed before this.</param>
    /// <param name="marks">Where a core module's marks are, as <see cref="CoreModuleHandle.BeginWith"/> takes it.</param>
    public CodeImage(ReadOnlyMemory<byte> code, MemoryContent? content = null, int? marks = null)
    {
        _marks = marks;
        _code = code;
        _content = content;
        _file = MemoryFile.TryCreate("smg-wasm-code", code.Length, code.Span);
    }

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
            : fromBytes(engine, _code.Span, out error);
}
