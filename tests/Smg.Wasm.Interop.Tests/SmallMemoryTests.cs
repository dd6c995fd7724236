namespace Smg.Wasm.Interop.Tests;

/// <summary>Small memories have places that all components of an engine share, and that are zeros while nobody has them.</summary>
public sealed unsafe class SmallMemoryTests : IDisposable
{
    private const int Bytes = 2 * MemoryGuest.WasmPage;
    private static readonly MemoryReservation Size = new(1 << 20, 1 << 16);

    private readonly EngineHandle _engine = EngineHandle.Create(
        new EngineSettings { MaxWasmStackBytes = 256 << 10, MaxKeptBytes = 1 << 20 }
    );

    public SmallMemoryTests() => Assert.SkipUnless(EngineHandle.CanUndoWrites, "Only Linux says which pages were written.");

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void A_place_that_one_component_left_is_anothers()
    {
        using MemorySlots one = _engine.MakeMemorySlots()!;
        using MemorySlots other = _engine.MakeMemorySlots()!;
        MemorySlot slot = one.Take(Bytes, Size);
        Leave(slot);
        Assert.Same(slot, other.Take(Bytes, Size));
        Assert.NotSame(slot, one.Take(Bytes, Size));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(255, 300)]
    [InlineData(Bytes - 1, 1)]
    [InlineData(0, Bytes)]
    [InlineData(700, 0)]
    public void A_place_has_the_content_of_who_has_it_and_nothing_of_who_had_it(int offset, int length)
    {
        byte[] data = new byte[length];
        new Random(5).NextBytes(data);
        byte[] whole = new byte[Bytes];
        data.CopyTo(whole, offset);
        using MemoryContent content = MemoryContent.TryCreate(Bytes, offset, data)!;
        using MemorySlots filled = _engine.MakeMemorySlots()!;
        filled.Content = content;
        using MemorySlots empty = _engine.MakeMemorySlots()!;
        for (int round = 0; round < 3; round++)
        {
            MemorySlot slot = filled.Take(Bytes, Size);
            Assert.True(View(slot).SequenceEqual(whole));
            View(slot).Fill(9);
            Assert.True(slot.TryResetInPlace());
            Assert.True(View(slot).SequenceEqual(whole));
            View(slot)[Bytes - 1] = 8;
            Leave(slot);
            Assert.False(View(slot).ContainsAnyExcept((byte)0));
            Assert.Same(slot, empty.Take(Bytes, Size));
            Assert.False(View(slot).ContainsAnyExcept((byte)0));
            View(slot).Fill(7);
            Leave(slot);
        }
    }

    [Fact]
    public void A_place_that_comes_back_after_its_engine_is_freed()
    {
        MemorySlots one = _engine.MakeMemorySlots()!;
        MemorySlot slot = one.Take(Bytes, Size);
        one.Dispose();
        _engine.Dispose();
        slot.Memory.Finalizer(slot.Memory.Env);
    }

    private static Span<byte> View(MemorySlot slot)
    {
        nuint size;
        nuint capacity;
        return new Span<byte>(slot.Memory.Get(slot.Memory.Env, &size, &capacity), Bytes);
    }

    /// <summary>What Wasmtime does when a store is deleted.</summary>
    private static void Leave(MemorySlot slot) => slot.Memory.Finalizer(slot.Memory.Env);
}
