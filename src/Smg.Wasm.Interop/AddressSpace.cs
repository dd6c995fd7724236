using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>
/// Asks the operating system for address space before Wasmtime does, because Wasmtime ends the process when it is refused.
/// </summary>
public static partial class AddressSpace
{
    private const int ProtNone = 0;
    private const int MapPrivateAnonymous = 0x22;
    private const int MapNoReserve = 0x4000;

    /// <summary>Whether this many bytes of address space can be reserved now. Always true where it cannot be asked.</summary>
    public static bool CanReserve(long bytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        nint address = Map(0, (nuint)bytes, ProtNone, MapPrivateAnonymous | MapNoReserve, -1, 0);
        if (address == -1)
        {
            return false;
        }

        _ = Unmap(address, (nuint)bytes);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
