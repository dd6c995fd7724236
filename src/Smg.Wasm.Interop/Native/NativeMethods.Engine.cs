using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

// wasm.h, wasmtime/engine.h
internal static unsafe partial class NativeMethods
{
    /// <summary>Takes the config over. Ends the process when Wasmtime refuses it.</summary>
    [LibraryImport(Library)]
    public static partial nint wasm_engine_new_with_config(nint config);

    [LibraryImport(Library)]
    public static partial void wasm_engine_delete(nint engine);

    [LibraryImport(Library)]
    public static partial void wasmtime_engine_increment_epoch(EngineHandle engine);

    /// <summary>Copies the bytes into a native vector, which belongs to the caller.</summary>
    [LibraryImport(Library)]
    public static partial void wasm_byte_vec_new(ByteVec* vec, nuint size, byte* bytes);

    [LibraryImport(Library)]
    public static partial void wasm_byte_vec_delete(ByteVec* vec);
}
