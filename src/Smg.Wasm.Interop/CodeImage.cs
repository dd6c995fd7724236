using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Smg.Wasm.Interop;

/// <summary>
/// A component's compiled code, to be loaded on further engines without a compile. On Linux it lies in a file in memory that every engine
/// maps, so that the processors' caches and the memory hold it once; elsewhere each engine gets a copy.
/// </summary>
public sealed partial class CodeImage : IDisposable
{
    private const uint CloseOnExec = 1;

    private readonly ReadOnlyMemory<byte> _code;
    private readonly SafeFileHandle? _file;

    /// <summary>Takes the code of a component.</summary>
    /// <param name="code">What <see cref="ComponentHandle.Serialize"/> returned. It must not change while the image is in use.</param>
    public CodeImage(ReadOnlyMemory<byte> code)
    {
        _code = code;
        _file = TryMakeFile(code.Span);
    }

    /// <summary>Loads the code on an engine of the same settings as the one that it was compiled for.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="error">Why that failed; null where it did not.</param>
    /// <returns>The component; null where Wasmtime refuses it.</returns>
    public ComponentHandle? Load(EngineHandle engine, out NativeError? error) =>
        // Where the system has no /proc, or lets nobody map such a file, the bytes do.
        _file is null
            ? ComponentHandle.Deserialize(engine, _code.Span, out error)
        : ComponentHandle.DeserializeFile(engine, $"/proc/self/fd/{_file.DangerousGetHandle()}", out error) is { } component ? component
        : ComponentHandle.Deserialize(engine, _code.Span, out error);

    /// <summary>Frees the image. What was loaded from it stays.</summary>
    public void Dispose() => _file?.Dispose();

    private static SafeFileHandle? TryMakeFile(ReadOnlySpan<byte> code)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        SafeFileHandle file = new(CreateFile("smg-wasm-code", CloseOnExec), ownsHandle: true);
        if (!file.IsInvalid)
        {
            try
            {
                RandomAccess.Write(file, code, 0);
                return file;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
        }

        file.Dispose();
        return null;
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial nint CreateFile(string name, uint flags);
}
