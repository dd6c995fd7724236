using System.Globalization;
using System.Text;

namespace Smg.Wasm.Tests.Linking;

/// <summary>
/// A guest that writes all over its memory, in every way that code can, where to depends on chance and on its message. Asked for
/// it, it rejects with a status that tells what the memory was when the call began, behind its first page.
/// </summary>
/// <param name="random">Decides what its code is.</param>
/// <param name="pages">Pages that its memory begins with: 8 or more.</param>
internal sealed class ScribblingGuest(Random random, int pages)
{
    /// <summary>The length of a body for which the guest tells what its memory was when the call began, and writes nothing.</summary>
    public const int ReportLength = 7;

    private const int MaxDepth = 4;

    /// <summary>A power of two: addresses lie so far behind the first page, and what is written there within the memory.</summary>
    private readonly int _span = pages < 20 ? 1 << 18 : 1 << 20;

    private static readonly string[] Stores =
    [
        "i32.store",
        "i32.store8",
        "i32.store16",
        "i64.store",
        "i64.store8",
        "i64.store16",
        "i64.store32",
        "f32.store",
        "f64.store",
        "v128.store",
    ];

    /// <summary>The guest.</summary>
    public WatGuest Make() =>
        new()
        {
            Memory = $"""(memory (export "memory") {pages} {2 * pages}) (memory $other 1)""",
            Core = $"""
                (data (i32.const 70000) "what it begins with") (data (i32.const {_span}) "and more of that")
                (data $passive "sixteen bytes of passive data, and some more that are never used")
                (global $sp (mut i32) (i32.const 200000)) (global $turns (mut i32) (i32.const 300))
                (func $same (param i32) (result i32) (local.get 0))
                (func $one (param $x i32) (param $y i32) (local $fp i32) (local $r funcref) (local.set $fp {Place("(local.get $y)")}) {Code(
                    2
                )})
                (func $state (result i32) (local $p i32) (local $h i64)
                  (local.set $p (i32.const 65536))
                  (loop $next
                    (local.set $h (i64.mul (i64.xor (local.get $h) (i64.load (local.get $p))) (i64.const 0x100000001b3)))
                    (local.set $h (i64.xor (local.get $h) (i64.shr_u (local.get $h) (i64.const 29))))
                    (br_if $next (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 8))) (i32.shl (memory.size) (i32.const 16)))))
                  (i32.wrap_i64 (i64.rem_u (local.get $h) (i64.const 397))))
                (func $scribble (param $x i32) (param $y i32)
                  (local $fp i32) (local $r funcref)
                  (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 320))))
                  {Code(MaxDepth)}
                  (global.set $sp (i32.add (local.get $fp) (i32.const 320))))
                """,
            OnRequest = $"""
                (local.set $i (call $state))
                (if (i32.eq (local.get 9) (i32.const {ReportLength}))
                  (then
                    (i32.store (i32.const 16) (i32.const 1))
                    (i32.store16 (i32.const 20) (i32.add (i32.const 200) (local.get $i)))
                    (return (i32.const 16))))
                (call $scribble {Place("(local.get 9)")} (i32.mul (local.get 9) (i32.const 7919)))
                (call $one {Place("(i32.mul (local.get 9) (i32.const 104729))")} (local.get 9))
                (i32.const 16)
                """,
        };

    private int Pick(int count) => random.Next(count);

    private string Code(int depth)
    {
        StringBuilder code = new();
        for (int i = Pick(6) + 2; i > 0; i--)
        {
            code.AppendLine(Statement(depth));
        }

        return code.ToString();
    }

    private string Statement(int depth) =>
        Pick(depth > 0 ? 22 : 4) switch
        {
            13 => $"(block (try_table (catch_all 0) {Code(depth - 1)} (if {Condition()} (then (br 1))) {Code(depth - 1)})) {Store(0)}",
            14 => $"(local.get $x) (block (param i32) (local.set {Base()}) {Code(depth - 1)}) {Store(0)}",
            15 => $"(local.get $x) {Number(0)} (block (param i32 i32) (i32.store offset={Pick(500)}) {Code(depth - 1)}) {Store(0)}",
            16 => $"(local.get $x) {Code(depth - 1)} {Number(0)} (i32.store offset={Pick(500)}) {Store(0)}",
            17 =>
                $"(local.get $x) (local.get $x) {Number(depth - 1)} (i32.store offset={Pick(500)}) {Number(depth - 1)} (i32.store offset={Pick(500)})",
            18 => $"(block (local.get $r) (br_on_null 0) drop {Code(depth - 1)}) {Store(0)}",
            19 =>
                $"(local.set $x (block (result i32) {Place("(local.get $y)")} (br_if 0 {Condition()}) drop {Code(depth - 1)} {Place(Number(0))})) {Store(0)}",
            20 =>
                $"(local.get $x) (if (param i32) {Condition()} (then {Number(0)} (i32.store offset={Pick(300)}) {Code(depth - 1)}) (else (local.set $x) {Store(0)})) {Store(0)}",
            21 => $"(if (i32.eqz (i32.and {Number(depth - 1)} (i32.const 127))) (then {End()}))",
            0 => $"(local.set {Base()} {Place(Number(depth))})",
            1 => Range(depth),
            2 or 3 => Store(depth),
            4 => $"(block {Code(depth - 1)} (br_if 0 {Condition()}) {Code(depth - 1)}) {Store(0)}",
            5 => Loop(),
            6 => $"(if {Condition()} (then {Code(depth - 1)}) (else {Code(depth - 1)}))",
            7 => $"(if {Condition()} (then {Code(depth - 1)}))",
            8 => $"(block (block (br_table 0 1 0 {Condition()})) {Code(depth - 1)})",
            9 => depth == MaxDepth
                ? $"(call $one {Place(Number(depth))} {Number(depth)})"
                : $"(if (i32.eqz {Number(depth)}) (then {Store(0)} (return)))",
            10 => $"{Store(0)} {Store(0)}",
            11 => $"(block (br 0) {Store(0)}) {Store(0)}",
            _ => Store(depth),
        };

    /// <summary>What ends the call, or changes its memory's size.</summary>
    private string End() =>
        Pick(3) switch
        {
            0 => "unreachable",
            1 => "(drop (memory.grow (i32.const 1)))",
            _ => "(i32.store (i32.const -9) (i32.const 1))",
        };

    /// <summary>A loop whose addresses become others each time. However deep loops lie in each other, they turn a few hundred times.</summary>
    private string Loop() =>
        $"""
            (loop {Code(0)}
              (local.set {Base()} {Place(Number(0))}) {Code(0)}
              (global.set $turns (i32.sub (global.get $turns) (i32.const 1)))
              (br_if 0 (i32.and (i32.gt_s (global.get $turns) (i32.const 0)) {Condition()})))
            """;

    private string Store(int depth)
    {
        string store = Stores[Pick(Stores.Length)];
        string offset =
            Pick(3) == 0 ? "" : $" offset={Pick(4) switch { 0 => Pick(16), 1 => Pick(300), 2 => 128 * Pick(3), _ => 4 * Pick(40) }}";
        return Pick(12) == 0
            ? $"(v128.store16_lane{offset} {Pick(8)} {Address(depth)} {Value('v', depth)})"
            : $"({store}{offset} {Address(depth)} {Value(store[0] == 'v' ? 'v' : store[0] == 'f' ? store[1] : store[1] == '6' ? 'l' : 'i', depth)})";
    }

    private string Range(int depth) =>
        Pick(5) switch
        {
            0 => $"(memory.fill {Address(depth)} {Number(depth)} (i32.const {Size()}))",
            1 => $"(memory.copy {Address(depth)} {Address(depth)} (i32.const {Size()}))",
            2 => $"(memory.init $passive {Address(depth)} (i32.const {Pick(8)}) (i32.const {Pick(40)}))",
            3 => $"(memory.copy 0 1 {Address(depth)} (i32.const {Pick(1000)}) (i32.const {Size()}))",
            _ =>
                $"(i32.store 1 (i32.const {Pick(60_000)}) {Number(depth)}) (memory.copy 1 0 (i32.const 0) {Address(depth)} (i32.const {Size()}))",
        };

    private int Size() =>
        Pick(4) switch
        {
            0 => 0,
            1 => Pick(16),
            2 => Pick(400),
            _ => Pick(9000),
        };

    private string Base() => Pick(3) == 0 ? "$y" : "$x";

    private string Address(int depth) =>
        Pick(depth > 0 ? 9 : 6) switch
        {
            3 => "(local.get $fp)",
            0 => Place(Number(0)),
            1 => string.Create(CultureInfo.InvariantCulture, $"(i32.const {65536 + Pick(_span)})"),
            2 => Place("(local.get $y)"),
            6 => $"(local.tee $x {Place(Number(depth - 1))})",
            7 => "(call $same (local.get $x))",
            8 => $"(select (local.get $x) {Place("(local.get $y)")} {Condition()})",
            _ => "(local.get $x)",
        };

    /// <summary>A number made to an address that a store of any offset may have.</summary>
    private string Place(string number) => $"(i32.add (i32.const 65536) (i32.and {number} (i32.const {_span - 1})))";

    private string Number(int depth) =>
        Pick(depth > 0 ? 9 : 5) switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"(i32.const {random.Next()})"),
            1 => "(i32.mul (local.get $y) (i32.const 40503))",
            2 => "(i32.load offset=4 (local.get $x))",
            3 => $"(select (local.get $x) (local.get $y) {Condition()})",
            8 => $"(block (result i32) (drop (br_if 0 (i32.const {Pick(1000)}) {Condition()})) {Store(0)} (i32.const {Pick(100_000)}))",
            5 => $"(if (result i32) {Condition()} (then {Store(0)} (i32.const 3)) (else {Store(0)} (local.get $x)))",
            6 => $"(local.tee $x {Place(Number(0))})",
            7 => $"(i32.add (local.get $x) (local.tee $x {Place(Number(0))}))",
            _ => "(i32.add (local.get $x) (local.get $y))",
        };

    private string Value(char type, int depth) =>
        type switch
        {
            'i' => Number(depth),
            'l' => $"(i64.extend_i32_u {Number(depth)})",
            '3' => $"(f32.convert_i32_u {Number(depth)})",
            '6' => $"(f64.convert_i32_u {Number(depth)})",
            _ => $"(i32x4.splat {Number(depth)})",
        };

    private string Condition() =>
        Pick(4) switch
        {
            0 => $"(i32.and (local.get $y) (i32.const {1 << Pick(4)}))",
            1 => "(i32.and (local.get $x) (i32.const 1))",
            2 => "(i32.load8_u (local.get $x))",
            _ => $"(i32.const {Pick(2)})",
        };
}
