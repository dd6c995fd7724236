namespace Smg.Wasm.Interop.Tests;

public sealed class ExportedMemoriesTests : IDisposable
{
    private static readonly CoreExport Guest = new("memory");
    private static readonly CoreExport Image = new("image");

    private readonly MemorySlots _slots = new(maxKeptBytes: 1 << 16);
    private readonly ExportedMemories _exported = new();
    private readonly List<MemorySlot> _taken = [];

    public void Dispose()
    {
        _taken.ForEach(_slots.Return);
        _slots.Dispose();
    }

    [Fact]
    public void What_one_instance_showed_is_known_of_the_next()
    {
        List<MemorySlot> first = Make(3);
        Assert.Null(_exported.Find(Guest, first));
        _exported.Learn(Guest, first, first[0]);
        _exported.Learn(Image, first, first[2]);
        List<MemorySlot> next = Make(3);
        Assert.Equal((next[0], next[2]), (_exported.Find(Guest, next), _exported.Find(Image, next)));
        Assert.Same(next[0], _exported.Find(new CoreExport(Guest.Name), next));
    }

    [Fact]
    public void An_instance_with_another_number_of_memories_is_looked_at_anew()
    {
        List<MemorySlot> first = Make(3);
        _exported.Learn(Guest, first, first[2]);
        List<MemorySlot> fewer = Make(2);
        Assert.Null(_exported.Find(Guest, fewer));
        _exported.Learn(Guest, fewer, fewer[1]);
        Assert.Equal((null, fewer[1]), (_exported.Find(Guest, first), _exported.Find(Guest, fewer)));
    }

    [Fact]
    public void Marks_are_right_for_as_many_memories_as_it_was_seen_with()
    {
        Assert.False(_exported.AreMarksRight(0));
        _exported.LearnMarks(2);
        Assert.Equal((true, false), (_exported.AreMarksRight(2), _exported.AreMarksRight(3)));
    }

    private List<MemorySlot> Make(int count)
    {
        List<MemorySlot> made = [.. Enumerable.Range(0, count).Select(_ => _slots.Take(1 << 16, new MemoryReservation(1 << 16, 0)))];
        _taken.AddRange(made);
        return made;
    }
}
