using Smg.Wasm.Contract;

namespace Smg.Wasm.Adapters;

/// <summary>
/// The part of the adapter's core module that judges what a storage hook answers, and returns it to be lifted: columns, or the reason of a
/// refusal. Before an operation the answer is a case with either behind it, afterwards a list of columns.
/// </summary>
internal static class StorageAnswerCode
{
    /// <summary>The place of the columns or the reason behind an answer's case.</summary>
    private const int Payload = 4;

    /// <summary>Bytes of an address and a count.</summary>
    private const int ListBytes = 8;

    /// <summary>The functions of an attach point.</summary>
    public static string Functions(AdapterPoint point) => string.Join('\n', Columns(point), Judge(point), Answer(point));

    private static bool IsBefore(AdapterPoint point) => point.Message == AdapterMessage.StorageBefore;

    /// <summary>An empty list ends here; Wasmtime lifts all others, and says what is wrong with an unaligned one.</summary>
    private static string Columns(AdapterPoint point)
    {
        AdapterHeap heap = point.Heap;
        return $"""
            (func $judge-columns-{point.Name} (param $list i32) (result i32) (local $cost i64)
              (local.set $cost (call $cost-{heap.Number} (local.get $list) (i32.const 1)))
              (if (i64.lt_s (local.get $cost) (i64.const 0)) (then (return (i32.const {(int)AnswerCase.ListOutsideMemory}))))
              (if (i32.eqz (i32.or
                    (i32.load ${heap.Memory} offset=4 (local.get $list))
                    (i32.and (i32.load ${heap.Memory} (local.get $list)) (i32.const 3))))
                (then
                  (global.set $is-read (i32.const 1))
                  (return (i32.const {(int)AnswerCase.Continue}))))
              {Code(AnswerCase.Modify, "(local.get $cost)")})
            """;
    }

    private static string Judge(AdapterPoint point)
    {
        AdapterHeap heap = point.Heap;
        int bytes = IsBefore(point) ? Payload + ListBytes : ListBytes;
        return $"""
            (func {point.Judge} (param $p i32) (result i32) (local $case i32)
              (global.set $action (local.get $p))
              (global.set $is-read (i32.const 0))
              (if (i32.and (local.get $p) (i32.const 3)) (then (return (i32.const {(int)AnswerCase.Unaligned}))))
              (if (i64.gt_u (i64.add (i64.extend_i32_u (local.get $p)) (i64.const {bytes})) (call $bytes-{heap.Number}))
                (then (return (i32.const {(int)AnswerCase.OutsideMemory}))))
              {(IsBefore(point) ? Case(heap) : "")}
              (call $judge-columns-{point.Name} (i32.add (local.get $p) (i32.const {bytes - ListBytes}))))
            """;
    }

    /// <summary>A refusal costs at least as many bytes as its reason has code units.</summary>
    private static string Case(AdapterHeap heap) =>
        $"""
            (local.set $case (i32.load8_u ${heap.Memory} (local.get $p)))
            (if (i32.gt_u (local.get $case) (i32.const 1))
              (then (return
                (i32.or (i32.const {(int)AnswerCase.Unknown}) (i32.shl (local.get $case) (i32.const {AnswerCode.ValueShift}))))))
            (if (local.get $case)
              (then (return
                {Code(
                AnswerCase.Reject,
                $"(i64.and (i64.load32_u ${heap.Memory} offset={Payload + 4} (local.get $p)) (i64.const 0x7fffffff))"
            )})))
            """;

    /// <summary>A case with a cost, or with the largest that has room.</summary>
    private static string Code(AnswerCase answer, string cost) =>
        $"""
            (i32.or (i32.const {(int)answer})
              (i32.shl
                (i32.wrap_i64 (select {cost} (i64.const {AnswerCode.MaxValue}) (i64.lt_u {cost} (i64.const {AnswerCode.MaxValue}))))
                (i32.const {AnswerCode.ValueShift})))
            """;

    private static string Answer(AdapterPoint point) =>
        string.Join(
            '\n',
            point
                .Exports.Where(export => export is AdapterExport.Columns or AdapterExport.Reason)
                .Select(export =>
                    $"""
                        (func (export "{point.Core(export)}") (result i32)
                          (global.set $is-read (i32.const 1))
                          (i32.add (global.get $action) (i32.const {(IsBefore(point) ? Payload : 0)})))
                        """
                )
        );
}
