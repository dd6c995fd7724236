using System.Diagnostics;

namespace Smg.Wasm.Interop.Tests;

/// <summary>Instances of a core module whose code marks what it writes.</summary>
[Collection(nameof(MemoryGuest))]
public sealed unsafe class MarkedMemoryTests : IDisposable
{
    private const int Pages = 16;
    private const int Initial = Pages << 16;
    private const int PageBytes = 4096;
    private const int MaxKeptPages = 20;

    /// <summary>Stores a byte, with a mark or without one, and loads one.</summary>
    private const string Functions = """
        (func (export "store") (param i32 i32)
          (i32.store8 $marks (i32.shr_u (local.get 0) (i32.const 8)) (i32.const 1))
          (i32.store8 $memory (local.get 0) (local.get 1)))
        (func (export "silent") (param i32 i32) (i32.store8 $memory (local.get 0) (local.get 1)))
        (func (export "load") (param i32) (result i32) (i32.load8_u $memory (local.get 0)))
        (func (export "other") (param i32 i32) (result i32)
          (i32.load8_u $other (local.get 0)) (i32.store8 $other (local.get 0) (local.get 1)))
        """;

    private const string Marked = """(memory $memory (export "memory") 16 20) (memory $other 1 1) (memory $marks (export "marks") 1 1)""";

    private static readonly CoreExport Memory = new("memory");

    private readonly EngineHandle _engine = EngineHandle.Create(
        new EngineSettings { MaxWasmStackBytes = 1 << 20, MaxKeptBytes = MaxKeptPages * PageBytes }
    );
    private readonly GuestStore _store = new();

    public MarkedMemoryTests() => Assert.SkipUnless(EngineHandle.CanUndoWrites, "Only Linux says which pages were written.");

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    /// <summary>A heap for collected objects is made before the module's own memories.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("(func (param externref))")]
    public void The_next_instance_finds_nothing_that_was_marked_and_the_marks_are_what_is_asked(string function)
    {
        using CoreModuleHandle module = Load(Marked + function, marks: 2);
        Open(module);
        Call("store", 300_000, 9);
        Call("silent", 600_000, 9);
        Open(module);
        Assert.Equal((7u, 0u, 9u), (Call("load", 5), Call("load", 300_000), Call("load", 600_000)));
    }

    [Fact]
    public void What_the_host_writes_is_undone_too()
    {
        using CoreModuleHandle module = Load(Marked, marks: 2);
        Open(module);
        _store.Core.Place(Memory, 100_000, 70_000).Fill(3);
        Open(module);
        Assert.Equal((0u, 0u), (Call("load", 100_000), Call("load", 169_999)));
    }

    [Fact]
    public void A_trap_changes_nothing_of_that()
    {
        using CoreModuleHandle module = Load(Marked, marks: 2);
        Open(module);
        Call("store", 300_000, 9);
        Assert.NotNull(_store.Core.Call(new CoreExport("load"), [uint.MaxValue], out _));
        Open(module);
        Assert.Equal(0u, Call("load", 300_000));
    }

    /// <summary>Where a wrong memory was taken for that of marks, it is seen: writes are found as without marks, and nothing stays.</summary>
    [Theory]
    [InlineData("""(memory $memory (export "memory") 16 20) (memory $other 1 1) (memory $marks (export "marks") 1 1)""", 1)]
    [InlineData("""(memory $other 1 1) (memory $marks (export "marks") 1 1) (memory $memory (export "memory") 16 20)""", 1)]
    [InlineData("""(memory $memory (export "memory") 16 20) (memory $other 1 1) (memory $marks (export "marks") 1 1)""", 3)]
    [InlineData("""(memory $memory (export "memory") 16 20) (memory $other 1 1) (memory $marks (export "marks") 1 2)""", 2)]
    public void A_memory_that_is_not_that_of_marks_is_not_taken_for_it(string memories, int marks)
    {
        using CoreModuleHandle module = Load(memories, marks);
        for (int i = 0; i < 3; i++)
        {
            Open(module);
            Assert.Equal((7u, 0u, 0u, 0u), (Call("load", 5), Call("load", 300_000), Call("load", 600_000), Call("other", 77, 1)));
            Call("store", 300_000, 9);
            Call("silent", 600_000, 9);
        }
    }

    [Fact]
    public void An_instance_that_fails_while_it_is_made_leaves_nothing()
    {
        using CoreModuleHandle module = Load(
            Marked
                + """
                (global $n (mut i32) (i32.const 0))
                (func $start
                  (if (i32.load8_u (i32.const 300000)) (then (return)))
                  (i32.store8 (i32.const 300000) (i32.const 1)) unreachable)
                (start $start)
                """,
            marks: 2
        );
        for (int i = 0; i < 3; i++)
        {
            OpenStore();
            Assert.NotNull(_store.Instantiate(module));
        }
    }

    /// <summary>A memory that has grown ends there, and what it had more of is gone.</summary>
    [Fact]
    public void A_memory_that_grew_is_as_it_was()
    {
        using CoreModuleHandle module = Load(Marked + """(func (export "grow") (result i32) (memory.grow (i32.const 4)))""", marks: 2);
        for (int i = 0; i < 3; i++)
        {
            Open(module);
            Assert.Equal((uint)Pages, Call("grow"));
            Assert.Equal((0u, 0u), (Call("load", Initial + 10), Call("load", Initial - 10)));
            Call("store", Initial + 10, 1);
            Call("store", Initial - 10, 1);
        }
    }

    /// <summary>Where the system refuses marks, an instance has a memory more than others, and no marks.</summary>
    [Fact]
    public void An_instance_with_other_memories_than_the_one_before_is_looked_at_again()
    {
        using CoreModuleHandle module = Load(Marked, marks: 2);
        foreach (int? marks in new int?[] { null, 2, 2, null, 2 })
        {
            module.Memories!.MarksAt = marks;
            Open(module);
            Assert.Equal((7u, 0u, 0u), (Call("load", 5), Call("load", 300_000), Call("load", 100_000)));
            _store.Core.Place(Memory, 100_000, 10).Fill(3);
            Assert.Equal(3u, Call("load", 100_000));
            Call(marks is null ? "silent" : "store", 300_000, 9);
        }
    }

    /// <summary>Places of small memories are the engine's: a module's data must not stay in them, nor what its instances wrote.</summary>
    [Fact]
    public void Another_module_finds_nothing_in_a_small_memory()
    {
        const int SmallPages = 1;
        string small = Marked.Replace("16 20", "1 20", StringComparison.Ordinal);
        using CoreModuleHandle module = Load(small, marks: 2, SmallPages << 16);
        using CoreModuleHandle other = Load(
            small.Replace("1 1)", "0 1)", StringComparison.Ordinal).Replace("other 0", "other 1", StringComparison.Ordinal),
            marks: null,
            SmallPages << 16
        );
        for (int i = 0; i < 3; i++)
        {
            Open(module);
            Assert.Equal((7u, 0u), (Call("load", 5), Call("load", 50_000)));
            Call("store", 50_000, 9);
            Open(other);
            Assert.Equal((0u, 0u, 0u), (Call("load", 5), Call("load", 50_000), Call("other", 5, 0)));
            Call("silent", 5, 3);
        }
    }

    /// <summary>An instance that asks for no marks leaves those of its place alone; one that has others does not.</summary>
    [Fact]
    public void Marks_stay_with_their_place()
    {
        MemoryReservation size = new(1 << 20, 1 << 16);
        SlotMarks marks = new();
        WriteMarks made = marks.TryGive(size, 1 << 16)!;
        Assert.True(marks.TrustIf(made.Address));
        marks.End();

        // Those of its module have marks, this one was given none.
        marks.Trust();
        Assert.Null(marks.Trusted);
        marks.End();
        Assert.Same(made, marks.TryGive(size, 1 << 16));
        marks.Trust();
        Assert.Same(made, marks.Trusted);
        Assert.False(marks.TrustIf(made.Address + 1));
        marks.End();
        Assert.NotSame(made, marks.TryGive(size, 1 << 16));
        marks.Free();
    }

    /// <summary>Code that marks less than it writes is found out, and nobody relies on marks from then on.</summary>
    [Fact]
    public void Marks_that_are_wrong_are_found_out_in_a_small_memory()
    {
        WrittenPages pages = MemoryGuest.KnownBy(isTracked: false);
        _engine.SmallMemories!.Pages = pages;

        // Nothing else has a page, or its place would be this one's in turn.
        string memories = Marked
            .Replace("16 20", "1 20", StringComparison.Ordinal)
            .Replace("$other 1", "$other 0", StringComparison.Ordinal);
        using CoreModuleHandle module = Load(memories, marks: 2, 1 << 16);
        int calls = 0;
        while (pages.AreKnown && calls < 2 * MemorySlot.InstancesBetweenChecks)
        {
            Open(module);
            Call("silent", 50_000, 9);
            calls++;
        }

        Assert.Equal((false, 1L), (pages.AreKnown, pages.Disagreements));
        for (int call = 0; call < 3; call++)
        {
            Open(module);
            Assert.Equal((7u, 0u), (Call("load", 5), Call("load", 50_000)));
            Call("silent", 50_000, 9);
        }
    }

    /// <summary>Pages that were written stay with the memory, whichever instances wrote them, until they are too many.</summary>
    [Fact]
    public void A_memory_keeps_no_more_pages_than_it_may()
    {
        using CoreModuleHandle module = Load(Marked, marks: 2);
        int[] kept = [.. Enumerable.Range(1, 6).Select(i => KeptAfter(module, first: i * 8, count: 8))];
        Assert.Equal([8, 16, 0, 8, 16, 0], kept);
    }

    private int KeptAfter(CoreModuleHandle module, int first, int count)
    {
        Open(module);
        for (int page = first; page < first + count; page++)
        {
            Call("store", (ulong)(page * PageBytes) + 77, 1);
        }

        _store.Close();
        ulong[] entries = new ulong[Initial / PageBytes];
        Assert.True(WrittenPages.OfProcess.TryRead(MemoryGuest.FindMemory(), entries));
        return entries.Count(WrittenPages.IsWritten);
    }

    private CoreModuleHandle Load(string memories, int? marks, int bytesOfMemory = Initial)
    {
        byte[] bytes =
            ComponentHandle.ParseText($"(module {memories} {Functions})", out NativeError? malformed)
            ?? throw new InvalidOperationException(malformed!.Message);
        CoreModuleHandle module =
            CoreModuleHandle.Compile(_engine, bytes, out NativeError? error) ?? throw new InvalidOperationException(error!.Message);
        using MemoryContent content = MemoryContent.TryCreate(bytesOfMemory, 5, [7])!;
        if (marks is not null)
        {
            module.BeginWith(content, marks);
        }

        return module;
    }

    private void OpenStore()
    {
        _store.Close();
        _store.Open(_engine, new StoreLimits(2 << 20, 1000, 10, 10, 10), Stopwatch.GetTimestamp() + (60 * Stopwatch.Frequency), wasi: null);
    }

    private void Open(CoreModuleHandle module)
    {
        OpenStore();
        Assert.Null(_store.Instantiate(module));
    }

    private uint Call(string function, params ReadOnlySpan<ulong> arguments)
    {
        Assert.Null(_store.Core.Call(new CoreExport(function), arguments, out ulong result));
        return (uint)result;
    }
}
