using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

// wasmtime/store.h
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    public static partial nint wasmtime_store_new(EngineHandle engine, nint data, delegate* unmanaged[Cdecl]<nint, void> finalizer);

    [LibraryImport(Library)]
    public static partial void wasmtime_store_delete(nint store);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial nint wasmtime_store_context(nint store);

    [LibraryImport(Library)]
    public static partial void wasmtime_store_limiter(
        nint store,
        long memorySize,
        long tableElements,
        long instances,
        long tables,
        long memories
    );

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial void wasmtime_context_set_epoch_deadline(nint context, ulong ticksBeyondCurrent);

    [LibraryImport(Library)]
    public static partial void wasmtime_store_epoch_deadline_callback(
        nint store,
        delegate* unmanaged[Cdecl]<nint, void*, ulong*, byte*, nint> callback,
        void* data,
        delegate* unmanaged[Cdecl]<void*, void> finalizer
    );

    /// <summary>What <see cref="wasmtime_store_new"/> was given.</summary>
    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial nint wasmtime_context_get_data(nint context);
}
