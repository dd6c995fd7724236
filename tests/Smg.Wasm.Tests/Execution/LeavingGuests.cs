using Smg.Wasm.Modules;

namespace Smg.Wasm.Tests.Execution;

/// <summary>
/// Guests that leave something in each place of an instance. They reject with 201 where they find nothing of an earlier call, and else with
/// 599.
/// </summary>
internal static class LeavingGuests
{
    /// <summary>
    /// For each place: more of the core module, the code that looks and then leaves something (see <see cref="Make"/>), its memories where
    /// they are not one page, and whether its instances are kept.
    /// </summary>
    public static TheoryData<string, string, string, bool> All =>
        new()
        {
            // In a global of each type.
            { "(global $g (mut i32) (i32.const 7))", "(i32.eq (global.get $g) (i32.const 7)) (global.set $g (i32.const 1))", "", true },
            { "(global $g (mut i64) (i64.const -7))", "(i64.eq (global.get $g) (i64.const -7)) (global.set $g (i64.const 1))", "", true },
            { "(global $g (mut f32) (f32.const 1.5))", "(f32.eq (global.get $g) (f32.const 1.5)) (global.set $g (f32.const 1))", "", true },
            { "(global $g (mut f64) (f64.const -2))", "(f64.eq (global.get $g) (f64.const -2)) (global.set $g (f64.const 1))", "", true },
            {
                "(global $g (mut v128) (v128.const i64x2 3 4))",
                "(i64.eq (i64x2.extract_lane 1 (global.get $g)) (i64.const 4)) (global.set $g (v128.const i64x2 0 0))",
                "",
                true
            },
            {
                "(global $g (mut funcref) (ref.null func)) (elem declare func $h) (func $h)",
                "(ref.is_null (global.get $g)) (global.set $g (ref.func $h))",
                "",
                true
            },
            {
                "(global $base i32 (i32.const 40)) (global $g (mut i32) (i32.add (global.get $base) (i32.const 2)))",
                "(i32.eq (global.get $g) (i32.const 42)) (global.set $g (i32.const 1))",
                "",
                true
            },
            // In memory: beside data, in data, at its end, with another memory.
            { "", "(i32.eqz (i32.load (i32.const 60000))) (i32.store (i32.const 60000) (i32.const 1))", "", true },
            {
                """(data (i32.const 700) "\07")""",
                "(i32.eq (i32.load (i32.const 700)) (i32.const 7)) (i32.store (i32.const 700) (i32.const 1))",
                "",
                true
            },
            { "", "(i32.eqz (i32.load (i32.const 65532))) (i32.store (i32.const 65532) (i32.const 1))", "", true },
            {
                "",
                "(i32.eqz (i32.load $second (i32.const 8))) (i32.store $second (i32.const 8) (i32.const 1))",
                """(memory (export "memory") 2) (memory $second 1)""",
                true
            },
            {
                """(data (memory $second) (i32.const 8) "\07")""",
                "(i32.eq (i32.load $second (i32.const 8)) (i32.const 7)) (i32.store $second (i32.const 8) (i32.const 1))",
                """(memory (export "memory") 2) (memory $second 1)""",
                false
            },
            // In a table, or in segments.
            {
                "(table $t 2 funcref) (elem declare func $h) (func $h)",
                "(ref.is_null (table.get $t (i32.const 1))) (table.set $t (i32.const 1) (ref.func $h))",
                "",
                false
            },
            {
                "(table $t 2 9 funcref)",
                "(i32.eq (table.size $t) (i32.const 2)) (drop (table.grow $t (ref.null func) (i32.const 1)))",
                "",
                false
            },
            {
                "(table $t 2 funcref) (elem (i32.const 0) $h $h) (func $h)",
                "(i32.eqz (ref.is_null (table.get $t (i32.const 1)))) (table.fill $t (i32.const 0) (ref.null func) (i32.const 2))",
                "",
                false
            },
            {
                "(table $t 2 funcref) (elem (i32.const 0) $h) (func $h)",
                "(ref.is_null (table.get $t (i32.const 1))) (table.copy $t $t (i32.const 1) (i32.const 0) (i32.const 1))",
                "",
                false
            },
            {
                "(table $t 2 funcref) (elem $e func $h) (func $h)",
                "(ref.is_null (table.get $t (i32.const 1))) (table.init $t $e (i32.const 1) (i32.const 0) (i32.const 1))",
                "",
                false
            },
            {
                """(data $d "\07")""",
                "(memory.init $d (i32.const 900) (i32.const 0) (i32.const 1)) "
                    + "(i32.eq (i32.load (i32.const 900)) (i32.const 7)) (data.drop $d)",
                "",
                false
            },
            {
                """(data $d "\07")""",
                "(memory.init $d (i32.const 900) (i32.const 0) (i32.const 1)) (i32.eq (i32.load (i32.const 900)) (i32.const 7))",
                "",
                true
            },
            { "(elem $e func $h) (func $h)", "(i32.const 1) (elem.drop $e)", "", false },
            // In what it grows.
            { "", "(i32.eq (memory.size) (i32.const 1)) (drop (memory.grow (i32.const 1)))", """(memory (export "memory") 1 9)""", false },
            // By what runs before the call.
            {
                "(global $g (mut i32) (i32.const 0)) (func $s (global.set $g (i32.const 7))) (start $s)",
                "(i32.eq (global.get $g) (i32.const 7)) (global.set $g (i32.const 1))",
                "",
                false
            },
            // With an exception, whose objects stay in the store.
            {
                "(tag $e (param i32))",
                "(i32.const 1) (drop (block $c (result i32) (try_table (result i32) (catch $e $c) (throw $e (i32.const 3)))))",
                "",
                false
            },
        };

    /// <summary>Makes such a guest.</summary>
    /// <param name="core">More of the core module.</param>
    /// <param name="asItWas">Leaves one number, whether it finds nothing of other calls, and then leaves something behind itself.</param>
    /// <param name="memory">The core module's memories.</param>
    public static WasmModule Make(string core, string asItWas, string memory) =>
        new WatGuest
        {
            Memory = memory,
            Core = $"""
                {core}
                (global $ok (mut i32) (i32.const 0))
                (func $look (param $time i64) {asItWas} (global.set $ok))
                """,
            OnRequest = $"""
                (call $look (local.get 12))
                (i32.store8 (i32.const 16) (i32.const 1))
                (i32.store16 (i32.const 20) (select (i32.const 201) (i32.const 599) (global.get $ok)))
                (i32.const 16)
                """,
        }.ToModule("leaves");
}
