using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

// wasmtime/error.h
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    public static partial nint wasmtime_error_new(byte* message);

    [LibraryImport(Library)]
    public static partial void wasmtime_error_delete(nint error);

    [LibraryImport(Library)]
    public static partial void wasmtime_error_message(nint error, ByteVec* message);
}
