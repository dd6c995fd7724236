using Smg.Wasm.Adapters;
using Smg.Wasm.Components;

namespace Smg.Wasm.Tests.Adapters;

/// <summary>Data of memories that is taken out of components.</summary>
public sealed class ContentComposerTests
{
    private static readonly ContentLimits AnyPages = new(1, 1024, 20_000);

    public static TheoryData<string, string> NotTaken =>
        new()
        {
            { "a global's value", """(core module $m (import "g" "g" (global i32)) (memory 2) (data (global.get 0) "x"))""" },
            { "past the memory", """(core module $m (memory 2) (data (i32.const 131070) "abc"))""" },
            { "before the memory", """(core module $m (memory 2) (data (i32.const -1) "ab"))""" },
            { "64 bits", """(core module $m (memory i64 2) (data (i64.const 8) "ab"))""" },
            { "two of a size", """(core module $m (memory 2) (memory 2) (data (i32.const 8) "ab"))""" },
            { "two instances", """(core module $m (memory 2) (data (i32.const 8) "ab")) (core instance (instantiate $m))""" },
            { "too large", """(core module $m (memory 2000))""" },
            { "a module that is exported", """(core module $m (memory 2)) (export "m" (core module $m))""" },
        };

    [Theory]
    [MemberData(nameof(NotTaken))]
    public void Data_whose_memory_or_place_is_not_certain_stays(string why, string module)
    {
        _ = why;
        string given = module.Contains("import", StringComparison.Ordinal) ? """(with "g" (instance (export "g" (global $h "g"))))""" : "";
        byte[] component = WatGuest.Parse(
            $"""
            (component
              (core module $g (global (export "g") i32 (i32.const 8)))
              (core instance $h (instantiate $g))
              {module}
              (core instance (instantiate $m {given})))
            """
        );
        Assert.False(ContentComposer.TryCompose(component, AnyPages, out _, out _));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(4, 1024)]
    public void A_memory_of_other_sizes_stays(uint least, uint most)
    {
        byte[] component = WatGuest.Parse("(component (core module $m (memory 3)) (core instance (instantiate $m)))");
        Assert.False(ContentComposer.TryCompose(component, AnyPages with { LeastPages = least, MostPages = most }, out _, out _));
        Assert.True(ContentComposer.TryCompose(component, AnyPages, out _, out _));
    }

    /// <summary>What a pool would refuse is left to it: it says why.</summary>
    [Theory]
    [InlineData("(table 1 funcref)", 32, 1, true)]
    [InlineData("(table 1 funcref)", 33, 1, false)]
    [InlineData("(table 20000 externref)", 1, 1, true)]
    [InlineData("(table 20001 externref)", 1, 1, false)]
    [InlineData("(table i64 1 funcref)", 1, 1, false)]
    [InlineData("(table 1 funcref (ref.null func))", 1, 1, false)]
    [InlineData("", 0, 95, true)]
    [InlineData("", 0, 96, false)]
    [InlineData("(table 1 (ref null func))", 2, 17, false)]
    public void A_component_with_more_than_a_pool_gives_keeps_its_data(string table, int tables, int instances, bool isTaken)
    {
        byte[] component = WatGuest.Parse(
            $"""
            (component
              (core module $m (memory 3))
              (core instance (instantiate $m))
              (component $c
                (core module $t {string.Concat(Enumerable.Repeat(table, tables))})
                (core instance (instantiate $t)))
              {string.Concat(Enumerable.Repeat("(instance (instantiate $c))", instances))})
            """
        );
        Assert.Equal(isTaken, ContentComposer.TryCompose(component, AnyPages, out _, out _));
    }

    /// <summary>A pool has so much for an instance; a large memory is the host's all the same.</summary>
    [Theory]
    [InlineData(3, 32_000, true)]
    [InlineData(3, 33_000, false)]
    [InlineData(16, 33_000, true)]
    public void A_small_memory_beside_many_globals_keeps_its_data(int pages, int globals, bool isTaken)
    {
        string text = string.Concat(Enumerable.Repeat("(global i32 (i32.const 0))", globals));
        byte[] component = WatGuest.Parse($"(component (core module $m (memory {pages}) {text}) (core instance (instantiate $m)))");
        Assert.Equal(isTaken, ContentComposer.TryCompose(component, AnyPages, out _, out _));
    }

    [Fact]
    public void A_component_that_is_instantiated_twice_keeps_its_data()
    {
        byte[] component = WatGuest.Parse(
            """
            (component
              (component $c (core module $m (memory 3)) (core instance (instantiate $m)))
              (instance (instantiate $c))
              (instance (instantiate $c)))
            """
        );
        Assert.False(ContentComposer.TryCompose(component, AnyPages, out _, out _));
    }

    /// <summary>Later data covers earlier; passive data, and that of other memories, stays.</summary>
    [Fact]
    public void Data_is_taken_in_order_and_the_rest_stays()
    {
        byte[] component = WatGuest.Parse(
            """
            (component (component $c
              (core module $m
                (memory $other 1) (memory $m 3)
                (data $passive "passive")
                (data (memory $m) (i32.const 100) "first")
                (data (memory $other) (i32.const 8) "other")
                (data (memory $m) (i32.const 102) "XY")
                (data (memory $m) (i32.const 196607) "!"))
              (core instance (instantiate $m)))
              (instance (instantiate $c)))
            """
        );
        Assert.True(ContentComposer.TryCompose(component, AnyPages, out byte[]? composed, out MemoryData? data));
        Assert.Equal((3u, 100u), (data.Pages, data.Offset));
        Assert.Equal("fiXYt"u8, data.Data.Span[..5]);
        Assert.Equal((byte)'!', data.Data.Span[^1]);
        Assert.Equal(196_608 - 100, data.Data.Length);
        Assert.True(composed.AsSpan().IndexOf("passive"u8) > 0 && composed.AsSpan().IndexOf("other"u8) > 0);
        Assert.True(composed.AsSpan().IndexOf("first"u8) < 0);
        MemoryData read = MemoryData.Read(data.ToArray(), out int length);
        Assert.Equal((data.Pages, data.Offset, data.ToArray().Length), (read.Pages, read.Offset, length));
        Assert.Equal(data.Data.Span, read.Data.Span);
    }

    /// <summary>Each segment costs every instance time: those that are taken are removed, unless code names segments.</summary>
    [Theory]
    [InlineData("(func (drop (i32.const 8)))", 1, 0)]
    [InlineData("(func (memory.init $m $passive (i32.const 0) (i32.const 0) (i32.const 7)))", 3, 3)]
    [InlineData("(func (data.drop 0))", 3, 3)]
    public void Segments_that_are_taken_go_where_no_code_names_any(string code, uint left, uint counted)
    {
        byte[] component = WatGuest.Parse(
            $"""
            (component
              (core module $m
                (memory $m 3)
                (data (memory $m) (i32.const 100) "first")
                (data $passive "passive")
                (data (memory $m) (i32.const 102) "XY")
                {code})
              (core instance (instantiate $m)))
            """
        );
        Assert.True(ContentComposer.TryCompose(component, AnyPages, out byte[]? composed, out MemoryData? data));
        Assert.Equal("fiXYt"u8, data.Data.Span);
        CoreModule module = ComponentIndexSpaces.Read(composed).Core.Module(0)!;
        Assert.Equal((left, counted), (module.Count(CoreSectionId.Data), module.Count(CoreSectionId.DataCount)));
    }

    /// <summary>No cut of a component makes anything but an answer.</summary>
    [Fact]
    public void A_component_that_is_cut_off_stays_as_it_is()
    {
        byte[] component = WatGuest.Parse(
            """(component (core module $m (memory 3) (data (i32.const 100) "first")) (core instance (instantiate $m)))"""
        );
        for (int length = 0; length < component.Length; length++)
        {
            _ = ContentComposer.TryCompose(component.AsMemory(0, length), AnyPages, out _, out _);
        }
    }
}
