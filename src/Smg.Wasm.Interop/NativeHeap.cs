using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>The heap of the native library, which is the C library's.</summary>
internal static class NativeHeap
{
    /// <summary>Larger blocks do not come from the heap of a thread but from a mapping of their own.</summary>
    private const int MaxBytes = 120 << 10;

    /// <summary>
    /// Lets the calling thread's heap grow for what is allocated next. glibc lets it grow page by page, each with a system call that all
    /// threads wait for; a block that is freed at once makes it grow in one step.
    /// </summary>
    /// <param name="bytes">About as many bytes as will be allocated; any large number where that is not known.</param>
    public static unsafe void Prepare(int bytes) => NativeMemory.Free(NativeMemory.Alloc((nuint)Math.Min(bytes, MaxBytes)));
}
