using Smg.Wasm.Components;

namespace Smg.Wasm.Adapters;

/// <summary>
/// The part of the adapter's core module that reads and writes a guest's memory. Attach points with the same memory share it.
/// </summary>
internal static class AdapterHeapCode
{
    /// <summary>The functions.</summary>
    public static string Functions(AdapterHeap heap) =>
        string.Join('\n', Bytes(heap), Judge(heap), Body(heap), Mend(heap), Answer(heap), Slot(heap), AdapterImageCode.Functions(heap));

    /// <summary>
    /// The bytes that the guest knows of, which bound every pointer. Where the memory has more, Wasmtime gets its blocks from a function
    /// that refuses what is past them: it answers with an address that is outside of every memory, so that Wasmtime says the same as
    /// without.
    /// </summary>
    private static string Bytes(AdapterHeap heap) =>
        !heap.IsPregrown
            ? $"""
                (func $bytes-{heap.Number} (result i64) (i64.shl (i64.extend_i32_u (memory.size ${heap.Memory})) (i64.const 16)))
                """
            : $"""
                (func $bytes-{heap.Number} (result i64) (i64.shl (i64.extend_i32_u (call ${heap.Size})) (i64.const 16)))
                (func (export "{heap.CheckedRealloc}")
                  (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32) (local $p i32)
                  (local.set $p (call ${heap.Realloc} (local.get $old) (local.get $old-size) (local.get $align) (local.get $size)))
                  (if (i32.and (local.get $p) (i32.sub (local.get $align) (i32.const 1))) (then (return (local.get $p))))
                  (select
                    (local.get $p)
                    (i32.const -8)
                    (i64.le_u (i64.add (i64.extend_i32_u (local.get $p)) (i64.extend_i32_u (local.get $size)))
                      (call $bytes-{heap.Number}))))
                """;

    /// <summary>
    /// Says what an answer is: a case in the lowest bits (<see cref="AnswerCase"/>), a status or a cost above them.
    /// Only an answer that holds nothing but its case ends here; Wasmtime lifts all others.
    /// </summary>
    private static string Judge(AdapterHeap heap) =>
        $$"""
            (func $cost-{{heap.Number}} (param $field i32) (param $pairs i32) (result i64)
              (local $p i32) (local $left i64) (local $sum i64) (local $n i64)
              (local.set $p (i32.load ${{heap.Memory}} (local.get $field)))
              (local.set $left (i64.load32_u ${{heap.Memory}} offset=4 (local.get $field)))
              (local.set $sum (i64.shl (local.get $left) (i64.const 5)))
              (local.set $left (i64.shl (local.get $left) (i64.extend_i32_u (local.get $pairs))))
              (if (i64.gt_u (i64.add (i64.extend_i32_u (local.get $p)) (i64.shl (local.get $left) (i64.const 3)))
                (call $bytes-{{heap.Number}}))
                (then (return (i64.const -1))))
              (block $done
                (loop $next
                  (br_if $done (i64.eqz (local.get $left)))
                  (local.set $n (i64.load32_u ${{heap.Memory}} offset=4 (local.get $p)))
                  (if (i64.gt_u
                        (i64.add (i64.load32_u ${{heap.Memory}} (local.get $p)) {{TextBytes(heap.Encoding)}})
                        (call $bytes-{{heap.Number}}))
                    (then (return (i64.const -1))))
                  (local.set $sum (i64.add (local.get $sum) (i64.and (local.get $n) (i64.const 0x7fffffff))))
                  (local.set $p (i32.add (local.get $p) (i32.const 8)))
                  (local.set $left (i64.sub (local.get $left) (i64.const 1)))
                  (br $next)))
              (local.get $sum))
            (func $judge-{{heap.Number}} (param $p i32) (result i32) (local $case i32)
              (global.set $action (local.get $p))
              (global.set $is-read (i32.const 0))
              (if (i32.and (local.get $p) (i32.const 3)) (then (return (i32.const {{(int)AnswerCase.Unaligned}}))))
              (if (i64.gt_u (i64.add (i64.extend_i32_u (local.get $p)) (i64.const {{AnswerLayout.ActionBytes}}))
                (call $bytes-{{heap.Number}}))
                (then (return (i32.const {{(int)AnswerCase.OutsideMemory}}))))
              (local.set $case (i32.load8_u ${{heap.Memory}} (local.get $p)))
              (if (i32.eq (local.get $case) (i32.const 2)) (then (return (call $judge-modification-{{heap.Number}} (local.get $p)))))
              (if (i32.gt_u (local.get $case) (i32.const 2))
                (then (return (i32.or (i32.const {{(int)
                AnswerCase.Unknown}}) (i32.shl (local.get $case) (i32.const {{AnswerCode.ValueShift}}))))))
              (global.set $is-read (i32.const 1))
              (if (i32.eqz (local.get $case)) (then (return (i32.const {{(int)AnswerCase.Continue}}))))
              (i32.or (i32.const {{(int)AnswerCase.Reject}})
                (i32.shl (i32.load16_u ${{heap.Memory}} offset={{AnswerLayout.Payload}} (local.get $p))
                  (i32.const {{AnswerCode.ValueShift}}))))
            (func $judge-modification-{{heap.Number}} (param $p i32) (result i32) (local $set i64) (local $add i64) (local $remove i64)
              (local.set $set (call $cost-{{heap.Number}} (i32.add (local.get $p) (i32.const {{AnswerLayout.HeadersSet}})) (i32.const 1)))
              (local.set $add (call $cost-{{heap.Number}} (i32.add (local.get $p) (i32.const {{AnswerLayout.HeadersAdd}})) (i32.const 1)))
              (local.set $remove
                (call $cost-{{heap.Number}} (i32.add (local.get $p) (i32.const {{AnswerLayout.HeadersRemove}})) (i32.const 0)))
              (if (i64.lt_s (i64.or (i64.or (local.get $set) (local.get $add)) (local.get $remove)) (i64.const 0))
                (then (return (i32.const {{(int)AnswerCase.ListOutsideMemory}}))))
              (if (i32.eq (i32.load8_u ${{heap.Memory}} offset={{AnswerLayout.Body}} (local.get $p)) (i32.const 1))
                (then
                  (if (i64.gt_u
                        (i64.add
                          (i64.load32_u ${{heap.Memory}} offset={{AnswerLayout.BodyAddress}} (local.get $p))
                          (i64.load32_u ${{heap.Memory}} offset={{AnswerLayout.BodyLength}} (local.get $p)))
                        (call $bytes-{{heap.Number}}))
                    (then (return (i32.const {{(int)AnswerCase.ListOutsideMemory}}))))))
              (local.set $set (i64.add (local.get $set) (i64.add (local.get $add) (local.get $remove))))
              (i32.or (i32.const {{(int)AnswerCase.Modify}})
                (i32.shl
                  (i32.wrap_i64 (select (local.get $set) (i64.const {{AnswerCode.MaxValue}})
                    (i64.lt_u (local.get $set) (i64.const {{AnswerCode.MaxValue}}))))
                  (i32.const {{AnswerCode.ValueShift}}))))
            """;

    /// <summary>
    /// Bytes of a text of <c>$n</c>: code units, or, with the highest bit set where both encodings occur, code units of two bytes.
    /// </summary>
    private static string TextBytes(StringEncoding encoding) =>
        encoding switch
        {
            StringEncoding.Utf16 => "(i64.shl (local.get $n) (i64.const 1))",
            StringEncoding.Latin1OrUtf16 => """
                (select (local.get $n) (i64.shl (i64.and (local.get $n) (i64.const 0x7fffffff)) (i64.const 1))
                  (i64.lt_u (local.get $n) (i64.const 0x80000000)))
                """,
            StringEncoding.Utf8 or _ => "(local.get $n)",
        };

    /// <summary>Takes the body, and later its eighth bits.</summary>
    private static string Body(AdapterHeap heap)
    {
        string words = string.Join(' ', Enumerable.Repeat("i64", AdapterBody.WordsPerCall));
        string calls = string.Join(
            '\n',
            Enumerable
                .Range(1, AdapterBody.WordsPerCall)
                .Select(i =>
                    $"""
                        (call $mend-word-{heap.Number} (local.get $p) (local.get $end) (local.get {i}))
                        (local.set $p (i32.add (local.get $p) (i32.const 64)))
                        """
                )
        );
        return $"""
            (func (export "{AdapterNames.Word(AdapterExport.Body)}-{heap.Number}") (param i32 i32)
              (global.set $body-0 (local.get 0))
              (global.set $body-1 (local.get 1)))
            (func (export "{AdapterNames.Word(AdapterExport.Mend)}-{heap.Number}") (param i32 {words}) (local $p i32) (local $end i32)
              (local.set $p (i32.add (global.get $body-0) (local.get 0)))
              (local.set $end (i32.add (global.get $body-0) (global.get $body-1)))
              {calls})
            """;
    }

    private static string Mend(AdapterHeap heap) =>
        $"""
            (func $mend-word-{heap.Number} (param $p i32) (param $end i32) (param $bits i64)
              (block $done
                (loop $next
                  (br_if $done (i64.eqz (local.get $bits)))
                  (if (i32.ge_u (i32.sub (local.get $end) (local.get $p)) (i32.const 8))
                    (then (i64.store ${heap.Memory} (local.get $p)
                      (i64.or (i64.load ${heap.Memory} (local.get $p)) (call $spread (local.get $bits)))))
                    (else
                      (call $mend-tail-{heap.Number} (local.get $p) (local.get $bits))
                      (return)))
                  (local.set $bits (i64.shr_u (local.get $bits) (i64.const 8)))
                  (local.set $p (i32.add (local.get $p) (i32.const 8)))
                  (br $next))))
            (func $mend-tail-{heap.Number} (param $p i32) (param $bits i64)
              (block $done
                (loop $next
                  (br_if $done (i64.eqz (local.get $bits)))
                  (i32.store8 ${heap.Memory} (local.get $p)
                    (i32.or (i32.load8_u ${heap.Memory} (local.get $p))
                      (i32.shl (i32.wrap_i64 (i64.and (local.get $bits) (i64.const 1))) (i32.const 7))))
                  (local.set $bits (i64.shr_u (local.get $bits) (i64.const 1)))
                  (local.set $p (i32.add (local.get $p) (i32.const 1)))
                  (br $next))))
            """;

    /// <summary>
    /// A new body is lifted as Latin-1, which wants an even address: one at an odd address is lifted from the byte before it, by an address
    /// and a length that are written for the moment in place of eight bytes outside it. No code of the guest runs before they are put back.
    /// </summary>
    private static string Answer(AdapterHeap heap) =>
        $$"""
            (func (export "{{AdapterNames.Word(AdapterExport.Modify)}}-{{heap.Number}}") (result i32)
              (global.set $is-read (i32.eqz (i32.load8_u ${{heap.Memory}} offset={{AnswerLayout.Body}} (global.get $action))))
              (i32.add (global.get $action) (i32.const {{AnswerLayout.Payload}})))
            (func (export "{{AdapterNames.Word(AdapterExport.NewBody)}}-{{heap.Number}}") (result i32) (local $p i32) (local $n i32)
              (global.set $is-read (i32.const 1))
              (local.set $p (i32.load ${{heap.Memory}} offset={{AnswerLayout.BodyAddress}} (global.get $action)))
              (local.set $n (i32.load ${{heap.Memory}} offset={{AnswerLayout.BodyLength}} (global.get $action)))
              (if (i32.eqz (i32.and (local.get $p) (i32.const 1)))
                (then (return (i32.add (global.get $action) (i32.const {{AnswerLayout.BodyAddress}})))))
              (global.set $slot (call $find-slot-{{heap.Number}} (local.get $p) (local.get $n)))
              (global.set $held (i64.load ${{heap.Memory}} (global.get $slot)))
              (i32.store ${{heap.Memory}} (global.get $slot) (i32.sub (local.get $p) (i32.const 1)))
              (i32.store ${{heap.Memory}} offset=4 (global.get $slot) (i32.add (local.get $n) (i32.const 1)))
              (global.get $slot))
            """;

    /// <summary>Eight bytes of the guest's memory that do not touch a new body or the byte before it.</summary>
    private static string Slot(AdapterHeap heap) =>
        $$"""
            (func $is-outside-{{heap.Number}} (param $slot i32) (param $p i32) (param $n i32) (result i32)
              (i32.or
                (i64.le_u (i64.add (i64.extend_i32_u (local.get $slot)) (i64.const 8))
                  (i64.sub (i64.extend_i32_u (local.get $p)) (i64.const 1)))
                (i64.ge_u (i64.extend_i32_u (local.get $slot))
                  (i64.add (i64.extend_i32_u (local.get $p)) (i64.extend_i32_u (local.get $n))))))
            (func $find-slot-{{heap.Number}} (param $p i32) (param $n i32) (result i32) (local $slot i32)
              (local.set $slot (i32.add (global.get $action) (i32.const {{AnswerLayout.BodyAddress}})))
              (if (call $is-outside-{{heap.Number}} (local.get $slot) (local.get $p) (local.get $n)) (then (return (local.get $slot))))
              (if (call $is-outside-{{heap.Number}} (i32.const 0) (local.get $p) (local.get $n)) (then (return (i32.const 0))))
              (local.set $slot (i32.wrap_i64 (i64.sub (call $bytes-{{heap.Number}}) (i64.const 8))))
              (if (call $is-outside-{{heap.Number}} (local.get $slot) (local.get $p) (local.get $n)) (then (return (local.get $slot))))
              unreachable)
            """;
}
