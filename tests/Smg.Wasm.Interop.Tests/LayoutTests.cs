using System.Runtime.CompilerServices;

namespace Smg.Wasm.Interop.Tests;

/// <summary>The layouts that the C headers give on a 64-bit machine.</summary>
public sealed class LayoutTests
{
    [Fact]
    public void Sizes_are_the_headers()
    {
        Assert.Equal(16, Unsafe.SizeOf<ByteVec>());
        Assert.Equal(32, Unsafe.SizeOf<ComponentVal>());
        Assert.Equal(48, Unsafe.SizeOf<ComponentRecordEntry>());
        Assert.Equal(32, Unsafe.SizeOf<ComponentFunc>());
        Assert.Equal(16, Unsafe.SizeOf<ComponentInstance>());
        Assert.Equal(24, Unsafe.SizeOf<ComponentItem>());
        Assert.Equal(16, Unsafe.SizeOf<ComponentValType>());
        Assert.Equal(32, Unsafe.SizeOf<LinearMemory>());
        Assert.Equal(24, Unsafe.SizeOf<MemoryCreator>());
        Assert.Equal(16, Unsafe.SizeOf<CoreInstanceRef>());
        Assert.Equal(16, Unsafe.SizeOf<CoreFunc>());
        Assert.Equal(24, Unsafe.SizeOf<CoreMemory>());
        Assert.Equal(32, Unsafe.SizeOf<CoreExtern>());
        Assert.Equal(16, Unsafe.SizeOf<CoreValue>());
    }

    [Fact]
    public unsafe void A_record_entrys_value_follows_its_name()
    {
        ComponentRecordEntry entry;
        Assert.Equal(16, (byte*)&entry.Value - (byte*)&entry);
    }

    [Fact]
    public void The_package_is_the_one_that_the_layouts_are_for()
    {
        NativeLibraryVersion.EnsureSupported();
        Assert.StartsWith("50.", NativeLibraryVersion.Current, StringComparison.Ordinal);
    }
}
