using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>
/// How much stack the current thread has left. Wasm on a thread whose stack ends before wasm's own limit ends the process.
/// </summary>
public static unsafe partial class StackRoom
{
    /// <summary>More than <c>pthread_attr_t</c> takes on any Linux.</summary>
    private const int AttributesBytes = 256;

    [ThreadStatic]
    private static nint Lowest;

    /// <summary>Whether at least so many bytes are left. False where it is unknown.</summary>
    public static bool IsAtLeast(long bytes)
    {
        if (Lowest == 0)
        {
            Lowest = FindLowest();
        }

        byte here;
        return Lowest > 0 && (nint)(&here) - Lowest >= bytes;
    }

    /// <summary>The lowest address of the thread's stack; -1 where it is unknown.</summary>
    private static nint FindLowest()
    {
        if (!OperatingSystem.IsLinux())
        {
            return -1;
        }

        byte* attributes = stackalloc byte[AttributesBytes];
        if (GetThreadAttributes(GetCurrentThread(), attributes) != 0)
        {
            return -1;
        }

        nint lowest;
        nuint size;
        int failed = GetStack(attributes, &lowest, &size);
        _ = FreeAttributes(attributes);
        return failed == 0 ? lowest : -1;
    }

    [LibraryImport("libc", EntryPoint = "pthread_self")]
    private static partial nint GetCurrentThread();

    [LibraryImport("libc", EntryPoint = "pthread_getattr_np")]
    private static partial int GetThreadAttributes(nint thread, byte* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_attr_getstack")]
    private static partial int GetStack(byte* attributes, nint* lowest, nuint* size);

    [LibraryImport("libc", EntryPoint = "pthread_attr_destroy")]
    private static partial int FreeAttributes(byte* attributes);
}
