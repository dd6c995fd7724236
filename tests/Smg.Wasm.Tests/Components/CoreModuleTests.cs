using Smg.Wasm.Adapters;
using Smg.Wasm.Components;

namespace Smg.Wasm.Tests.Components;

public sealed class CoreModuleTests
{
    /// <summary>An instruction of each kind of operands, as text. None of them has to fit its place: they are read, not run.</summary>
    private static readonly string[] Instructions =
    [
        "nop",
        "block end",
        "block (result i32) end",
        "block (type $long) end",
        "loop (result v128) end",
        "i32.const 1 if (result f64) else end",
        "try_table (result i32) (catch $tag 0) (catch_ref $tag 0) (catch_all 0) (catch_all_ref 0) end",
        "throw $tag",
        "throw_ref",
        "br 0",
        "br_if 0",
        "br_table 0 0 0 0",
        "return",
        "call $callee",
        "return_call $callee",
        "call_indirect $table (type $long)",
        "return_call_indirect (type $long)",
        "call_ref $long",
        "return_call_ref $long",
        "br_on_null 0",
        "br_on_non_null 0",
        "ref.as_non_null",
        "ref.eq",
        "drop",
        "select",
        "select (result i32)",
        "select (result (ref null $long))",
        "local.get 0",
        "local.set 0",
        "local.tee 200",
        "global.get 0",
        "global.set 0",
        "table.get 0",
        "table.set $table",
        "i32.load",
        "i64.load32_u offset=64 align=1",
        "f64.store offset=1000000",
        "i32.load8_s $other offset=63",
        "i64.store32 $other",
        "i32.const 63",
        "i32.const 64",
        "i32.const -65",
        "i64.const 0x40",
        "i64.const -9223372036854775808",
        "f32.const 3.5",
        "f64.const 1e300",
        "i32.eqz",
        "i64.extend32_s",
        "i32.trunc_sat_f64_u",
        "i64.add128",
        "i64.mul_wide_u",
        "memory.init 0",
        "memory.init $other 0",
        "data.drop 0",
        "memory.copy",
        "memory.copy $other 0",
        "memory.fill",
        "memory.fill $other",
        "table.init $table 0",
        "elem.drop 0",
        "table.copy 0 $table",
        "table.grow 0",
        "table.size $table",
        "table.fill 0",
        "ref.null func",
        "ref.null $long",
        "ref.is_null",
        "ref.func $callee",
        "v128.load offset=64",
        "v128.load8x8_s",
        "v128.load32_zero $other offset=16",
        "v128.store",
        "v128.const i32x4 0x40404040 0x3f3f3f3f 63 64",
        "i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31",
        "i8x16.extract_lane_s 15",
        "f64x2.replace_lane 1",
        "v128.load8_lane offset=64 63",
        "v128.store64_lane $other 1",
        "i32x4.add",
        "f64x2.promote_low_f32x4",
        "i8x16.relaxed_swizzle",
        "i32x4.relaxed_dot_i8x16_i7x16_add_s",
        "memory.atomic.notify",
        "memory.atomic.wait64 offset=64",
        "atomic.fence",
        "i32.atomic.load8_u",
        "i64.atomic.rmw32.cmpxchg_u offset=63",
        "unreachable",
    ];

    public static TheoryData<string> EachInstruction => [.. Instructions];

    [Theory]
    [MemberData(nameof(EachInstruction))]
    public void Sizes_and_growth_are_found_behind_any_instruction(string instruction)
    {
        CoreModule module = Read(
            Module($"{instruction} memory.size {instruction} memory.grow memory.size $other {instruction} memory.grow $other")
        );
        List<MemorySite> sites = GrowerCode.FindSites(module);
        Assert.Equal([(0u, false), (0u, true), (1u, false), (1u, true)], sites.Select(site => (site.Memory, site.Grows)));
    }

    [Fact]
    public void An_instruction_of_garbage_collection_is_not_known() =>
        Assert.Throws<InvalidDataException>(() => GrowerCode.FindSites(Read(Module("i32.const 1 ref.i31 drop memory.size"))));

    [Fact]
    public void A_module_is_written_as_it_was_read()
    {
        byte[] bytes = CoreBytes(Module(string.Join(' ', Instructions)));
        Assert.Equal(bytes, CoreModule.Read(bytes).ToArray());
    }

    [Fact]
    public void A_section_that_the_module_lacks_is_added_in_its_place()
    {
        CoreModule module = Read("(module (memory 1) (func (export \"f\")) (data (i32.const 0) \"x\"))");
        module.Append(CoreSectionId.Global, 1, [0x7F, 0, 0x41, 0, 0x0B]);
        module.Append(CoreSectionId.Global, 1, [0x7F, 0, 0x41, 1, 0x0B]);
        byte[] written = module.ToArray();
        Assert.Equal(2u, CoreModule.Read(written).Count(CoreSectionId.Global));
        byte[] order = [.. Sections(written)];
        Assert.Equal(order.Where(id => id != (byte)CoreSectionId.Custom), [1, 3, 5, 6, 7, 10, 11]);
    }

    [Theory]
    [InlineData("(memory 1)", 1u, null, true)]
    [InlineData("(memory 300 70000)", 300u, 70000u, true)]
    [InlineData("(memory 1 2 shared)", 0u, null, false)]
    [InlineData("(memory i64 1)", 0u, null, false)]
    [InlineData("(memory 1 (pagesize 1))", 0u, null, false)]
    public void Limits_of_a_memory_are_read(string memory, uint min, uint? max, bool isPlain)
    {
        CoreLimits limits = Assert.Single(Read($"(module {memory})").MemoryLimits());
        Assert.Equal((min, max, isPlain), (limits.Min, limits.Max, limits.IsPlain));
    }

    [Fact]
    public void What_a_module_imports_is_counted()
    {
        CoreModule module = Read(
            """
            (module
              (import "a" "f" (func (param (ref null func)))) (import "a" "t" (table 1 2 (ref null extern))) (import "b" "m" (memory 3 9))
                (import "b" "g" (global (mut (ref null func))))
              (import "c" "n" (memory 0)) (import "c" "h" (global i32)) (import "c" "tag" (tag)) (memory (export "out") 1) (export "in"
                (memory 1)))
            """
        );
        Assert.Equal((1u, 2u), (module.Imports.Functions, module.Imports.Globals));
        Assert.Equal([("b", "m"), ("c", "n")], module.Imports.Memories);
        Assert.Equal([(3u, 9u), (0u, null)], module.Imports.MemoryLimits.Select(limits => (limits.Min, limits.Max)));
        Assert.Equal((2u, 1u), (module.ExportedMemories["out"], module.ExportedMemories["in"]));
    }

    private static string Module(string code) =>
        $$"""
            (module
              (type $none (func)) (type $long (func (param i32 i64 f32 f64 v128) (result i32)))
              (memory 1) (memory $other 1) (table 1 funcref) (table $table 1 funcref) (global (mut i32) (i32.const 0)) (tag $tag)
              (func $callee) (elem func $callee) (data "x")
              (func (local i32 i64) (local (ref null $long)) (local v128) {{code}}))
            """;

    private static CoreModule Read(string text) => CoreModule.Read(CoreBytes(text));

    private static byte[] CoreBytes(string text) => WatGuest.Parse(text);

    private static List<byte> Sections(byte[] module)
    {
        int at = 8;
        List<byte> ids = [];
        while (at < module.Length)
        {
            ComponentReader reader = new(module.AsSpan(at));
            ids.Add(reader.ReadByte());
            reader.ReadBytes(reader.ReadU32());
            at += reader.Position;
        }

        return ids;
    }
}
