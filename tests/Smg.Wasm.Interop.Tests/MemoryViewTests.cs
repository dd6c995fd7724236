namespace Smg.Wasm.Interop.Tests;

public sealed class MemoryViewTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 10)]
    [InlineData(9, 1)]
    [InlineData(10, 0)]
    public void A_part_is_those_bytes(ulong address, ulong length)
    {
        byte[] bytes = [.. Enumerable.Range(0, 10).Select(i => (byte)i)];
        Assert.Equal(bytes.AsSpan((int)address, (int)length).ToArray(), new MemoryView(bytes).Slice(address, length).ToArray());
    }

    [Theory]
    [InlineData(0, 11)]
    [InlineData(10, 1)]
    [InlineData(11, 0)]
    [InlineData(1, ulong.MaxValue)]
    [InlineData(ulong.MaxValue, 1)]
    [InlineData(ulong.MaxValue, 0)]
    public void A_part_outside_is_refused(ulong address, ulong length) =>
        Assert.Throws<InvalidDataException>(() => new MemoryView(new byte[10]).Slice(address, length).ToArray());
}
