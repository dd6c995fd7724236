using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Smg.Wasm.Interop;

/// <summary>
/// What the memory of a component's guest holds when an instance begins. Every instance maps it, and shares each page until it writes
/// there; into a small memory it is copied. Who makes it disposes it; components that begin with it keep it.
/// </summary>
public sealed class MemoryContent : SafeHandle
{
    private readonly SafeFileHandle? _file;

    private MemoryContent(SafeFileHandle? file, nint address, long bytes, (long Start, long End) data)
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        _file = file;
        DataStart = (nuint)(data.Start / WrittenBytes.BlockBytes * WrittenBytes.BlockBytes);
        DataEnd = (nuint)((data.End + WrittenBytes.BlockBytes - 1) / WrittenBytes.BlockBytes * WrittenBytes.BlockBytes);
        Bytes = bytes;
        SetHandle(address);
    }

    /// <summary>Bytes that the memory has in the beginning: whole pages of 64 KiB, at least one.</summary>
    public long Bytes { get; }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Where the first block begins that is not all zeros.</summary>
    internal nuint DataStart { get; }

    /// <summary>Where the last such block ends.</summary>
    internal nuint DataEnd { get; }

    /// <summary>What lies at <see cref="DataStart"/>, while this is not disposed.</summary>
    internal unsafe byte* Data => IsSmall ? (byte*)handle : Address + DataStart;

    /// <summary>What the memory should be, while this is not disposed.</summary>
    internal unsafe MemoryImage Image => new(Data, DataStart, DataEnd);

    /// <summary>The content of a memory that is not small, while this is not disposed.</summary>
    internal unsafe byte* Address => (byte*)handle;

    /// <summary>The content of a memory that is not small, as a file.</summary>
    internal SafeFileHandle File => _file!;

    private bool IsSmall => _file is null;

    /// <summary>Makes content.</summary>
    /// <param name="bytes">Bytes that the memory has in the beginning, whole pages of 64 KiB.</param>
    /// <param name="offset">Zeros before the data.</param>
    /// <param name="data">The data; zeros follow it.</param>
    /// <returns>Null where the operating system has no memory for it, or no address space for a few instances that begin with it.</returns>
    public static unsafe MemoryContent? TryCreate(long bytes, long offset, ReadOnlySpan<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, offset + data.Length);
        if (bytes <= MemorySlot.SmallBytes)
        {
            return OfSmall(bytes, offset, data);
        }

        if (
            !AddressSpace.CanReserve(PoolSettings.FewInstancesBytes)
            || MemoryFile.TryCreate("smg-wasm-memory", bytes, data, offset) is not { } file
        )
        {
            return null;
        }

        byte* address = VirtualMemory.TryMapShared(file, (nuint)bytes);
        if (address == null)
        {
            file.Dispose();
            return null;
        }

        return new MemoryContent(file, (nint)address, bytes, (offset, offset + data.Length));
    }

    /// <inheritdoc/>
    protected override unsafe bool ReleaseHandle()
    {
        if (_file is null)
        {
            NativeMemory.Free((void*)handle);
            return true;
        }

        VirtualMemory.Free((byte*)handle, (nuint)Bytes);
        _file.Dispose();
        return true;
    }

    /// <summary>The content of a small memory: its data alone, which is copied into each.</summary>
    private static unsafe MemoryContent OfSmall(long bytes, long offset, ReadOnlySpan<byte> data)
    {
        long before = offset % WrittenBytes.BlockBytes;
        long blocks = (before + data.Length + WrittenBytes.BlockBytes - 1) / WrittenBytes.BlockBytes;
        byte* copy = (byte*)NativeMemory.AllocZeroed((nuint)Math.Max(blocks, 1), WrittenBytes.BlockBytes);
        data.CopyTo(new Span<byte>(copy + before, data.Length));
        return new MemoryContent(null, (nint)copy, bytes, (offset, offset + data.Length));
    }
}
