namespace Smg.Wasm.Interop;

/// <summary>
/// The C API of Wasmtime, one partial file a C header. Nothing outside this assembly sees it.
/// Functions that return <c>nint</c> errors give null for success; the error belongs to the caller.
/// </summary>
/// <seealso href="https://docs.wasmtime.dev/c-api/"/>
internal static unsafe partial class NativeMethods
{
    /// <summary>The native library's name without the system's prefix and suffix.</summary>
    internal const string Library = "wasmtime";
}
