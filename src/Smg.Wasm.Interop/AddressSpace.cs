namespace Smg.Wasm.Interop;

/// <summary>
/// Asks the operating system for address space before Wasmtime does, because Wasmtime ends the process when it is refused.
/// </summary>
public static class AddressSpace
{
    /// <summary>Whether this many bytes of address space can be reserved now. Always true where it cannot be asked.</summary>
    public static unsafe bool CanReserve(long bytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        byte* address = VirtualMemory.TryReserve((nuint)bytes);
        if (address == null)
        {
            return false;
        }

        VirtualMemory.Free(address, (nuint)bytes);
        return true;
    }
}
