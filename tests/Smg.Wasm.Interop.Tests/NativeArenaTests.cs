namespace Smg.Wasm.Interop.Tests;

public sealed class NativeArenaTests
{
    [Fact]
    public unsafe void A_large_request_does_not_make_the_next_small_one_larger()
    {
        using NativeArena arena = new();
        _ = arena.Allocate(64 << 20);
        _ = arena.Allocate(1);
        Assert.InRange(arena.HeldBytes, 64u << 20, 66u << 20);
        arena.Reset();
        Assert.InRange(arena.HeldBytes, 0u, 1u << 20);
    }
}
