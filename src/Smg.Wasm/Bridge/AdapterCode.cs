using System.Collections.Concurrent;
using System.Text;
using Smg.Wasm.Compilation;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Bridge;

/// <summary>
/// The core module of the adapter. The texts of a message reach the adapter's small memory as one image, and go from there into blocks of the guest's allocator,
/// one by one, as the canonical ABI prescribes. That happens while Wasmtime lowers the image's second parameter: the guest must not call imports then, and cannot.
/// Wasmtime itself lowers large bodies into the guest's memory, and lifts each part of an answer from it.
/// </summary>
internal static class AdapterCode
{
    /// <summary>The name by which the module imports an attach point's memory.</summary>
    public static string MemoryImport(AttachPoint attachPoint) => WitFunctions.Name(attachPoint) + "-memory";

    /// <summary>The name by which the module imports an attach point's allocator.</summary>
    public static string ReallocImport(AttachPoint attachPoint) => WitFunctions.Name(attachPoint) + "-realloc";

    /// <summary>The name by which the module imports the function that frees an attach point's answer.</summary>
    public static string PostReturnImport(AttachPoint attachPoint) => WitFunctions.Name(attachPoint) + "-post-return";

    private static readonly ConcurrentDictionary<string, byte[]> Parsed = new();

    /// <summary>The module's bytes.</summary>
    /// <param name="attachPoints">The attach points that it serves, at least one.</param>
    public static byte[] Bytes(IReadOnlyList<AdapterPoint> attachPoints)
        => Parsed.GetOrAdd(string.Join(' ', attachPoints), static (_, points) => AdapterText.Parse(Text(points)), attachPoints);

    private static string Text(IReadOnlyList<AdapterPoint> attachPoints)
    {
        StringBuilder text = new($"(module ${AdapterNames.Module}\n");
        text.AppendJoin('\n', attachPoints.Select(Imports)).AppendLine();
        text.AppendLine(Spread).AppendLine(AdapterImageCode.Shared);
        text.AppendJoin('\n', attachPoints.Select(Functions)).AppendLine();
        return text.AppendLine(")").ToString();
    }

    private static string Imports(AdapterPoint point) => $"""
        (import "g" "{MemoryImport(point.Point)}" (memory ${point.Name}-memory 0))
        (import "g" "{point.Name}" (func ${point.Name} (param {point.AllTypes}) (result i32)))
        (import "g" "{ReallocImport(point.Point)}" (func ${point.Name}-realloc (param i32 i32 i32 i32) (result i32)))
        {(point.Frees ? $"""(import "g" "{PostReturnImport(point.Point)}" (func ${point.Name}-post-return (param i32)))""" : "")}
        """;

    /// <summary>Eight bits become the highest bits of eight bytes: a copy of the eight to each byte, of which each keeps another, and carries it up.</summary>
    private const string Spread = """
        (func $spread (param $bits i64) (result i64)
          (i64.and
            (i64.add
              (i64.and (i64.mul (i64.and (local.get $bits) (i64.const 0xff)) (i64.const 0x0101010101010101)) (i64.const 0x8040201008040201))
              (i64.const 0x7f7f7f7f7f7f7f7f))
            (i64.const 0x8080808080808080)))
        """;

    private static string Functions(AdapterPoint point) => string.Join('\n', Globals(point), Judge(point), Call(point), AdapterImageCode.Functions(point), Pieces(point), Mend(point), Answer(point));

    private static string Globals(AdapterPoint point)
    {
        StringBuilder text = new($"(global ${point.Name}-action (mut i32) (i32.const 0))\n");
        for (int i = 0; i < point.BeforeEnd.Count; i++)
        {
            text.AppendLine($"(global ${point.Name}-{i} (mut i32) (i32.const 0))");
        }

        for (int i = 0; i < point.AfterBody.Count; i++)
        {
            text.AppendLine($"(global ${point.Name}-after-{i} (mut {point.AfterBody[i]}) ({point.AfterBody[i]}.const 0))");
        }

        return text.ToString();
    }

    /// <summary>
    /// Calls the guest and returns what the answer is: a case in the lowest byte (<see cref="AnswerCase"/>), a status from bit 8, a cost from bit 32.
    /// Only an answer that holds nothing but its case ends here; Wasmtime lifts all others.
    /// </summary>
    private static string Judge(AdapterPoint point) => $$"""
        (func ${{point.Name}}-cost (param $field i32) (param $pairs i32) (result i64) (local $p i32) (local $left i64) (local $sum i64) (local $n i64)
          (local.set $p (i32.load ${{point.Name}}-memory (local.get $field)))
          (local.set $left (i64.load32_u ${{point.Name}}-memory offset=4 (local.get $field)))
          (local.set $sum (i64.shl (local.get $left) (i64.const 5)))
          (local.set $left (i64.shl (local.get $left) (i64.extend_i32_u (local.get $pairs))))
          (if (i64.gt_u (i64.add (i64.extend_i32_u (local.get $p)) (i64.shl (local.get $left) (i64.const 3))) (call ${{point.Name}}-bytes)) (then (return (i64.const -1))))
          (block $done
            (loop $next
              (br_if $done (i64.eqz (local.get $left)))
              (local.set $n (i64.load32_u ${{point.Name}}-memory offset=4 (local.get $p)))
              (if (i64.gt_u (i64.add (i64.load32_u ${{point.Name}}-memory (local.get $p)) {{TextBytes(point.Encoding)}}) (call ${{point.Name}}-bytes))
                (then (return (i64.const -1))))
              (local.set $sum (i64.add (local.get $sum) (i64.and (local.get $n) (i64.const 0x7fffffff))))
              (local.set $p (i32.add (local.get $p) (i32.const 8)))
              (local.set $left (i64.sub (local.get $left) (i64.const 1)))
              (br $next)))
          (local.get $sum))
        (func ${{point.Name}}-bytes (result i64) (i64.shl (i64.extend_i32_u (memory.size ${{point.Name}}-memory)) (i64.const 16)))
        (func ${{point.Name}}-judge (result i64) (local $p i32) (local $case i32) (local $set i64) (local $add i64) (local $remove i64)
          (local.set $p (global.get ${{point.Name}}-action))
          (if (i32.and (local.get $p) (i32.const 3)) (then (return (i64.const {{(int)AnswerCase.Unaligned}}))))
          (if (i64.gt_u (i64.add (i64.extend_i32_u (local.get $p)) (i64.const {{AnswerLayout.ActionBytes}})) (call ${{point.Name}}-bytes))
            (then (return (i64.const {{(int)AnswerCase.OutsideMemory}}))))
          (local.set $case (i32.load8_u ${{point.Name}}-memory (local.get $p)))
          (if (i32.eqz (local.get $case)) (then (return (i64.const {{(int)AnswerCase.Continue}}))))
          (if (i32.eq (local.get $case) (i32.const 1))
            (then (return (i64.or (i64.const {{(int)AnswerCase.Reject}})
              (i64.shl (i64.load16_u ${{point.Name}}-memory offset={{AnswerLayout.Payload}} (local.get $p)) (i64.const {{AnswerCode.StatusShift}}))))))
          (if (i32.ne (local.get $case) (i32.const 2))
            (then (return (i64.or (i64.const {{(int)AnswerCase.Unknown}}) (i64.shl (i64.extend_i32_u (local.get $case)) (i64.const {{AnswerCode.StatusShift}}))))))
          (local.set $set (call ${{point.Name}}-cost (i32.add (local.get $p) (i32.const {{AnswerLayout.HeadersSet}})) (i32.const 1)))
          (local.set $add (call ${{point.Name}}-cost (i32.add (local.get $p) (i32.const {{AnswerLayout.HeadersAdd}})) (i32.const 1)))
          (local.set $remove (call ${{point.Name}}-cost (i32.add (local.get $p) (i32.const {{AnswerLayout.HeadersRemove}})) (i32.const 0)))
          (if (i64.lt_s (i64.or (i64.or (local.get $set) (local.get $add)) (local.get $remove)) (i64.const 0))
            (then (return (i64.const {{(int)AnswerCase.ListOutsideMemory}}))))
          (if (i32.eq (i32.load8_u ${{point.Name}}-memory offset={{AnswerLayout.Body}} (local.get $p)) (i32.const 1))
            (then
              (if (i64.gt_u
                    (i64.add
                      (i64.load32_u ${{point.Name}}-memory offset={{AnswerLayout.BodyAddress}} (local.get $p))
                      (i64.load32_u ${{point.Name}}-memory offset={{AnswerLayout.BodyLength}} (local.get $p)))
                    (call ${{point.Name}}-bytes))
                (then (return (i64.const {{(int)AnswerCase.ListOutsideMemory}}))))))
          (local.set $set (i64.add (local.get $set) (i64.add (local.get $add) (local.get $remove))))
          (i64.or (i64.const {{(int)AnswerCase.Modify}})
            (i64.shl
              (select (local.get $set) (i64.const 0xffffffff) (i64.lt_u (local.get $set) (i64.const 0xffffffff)))
              (i64.const {{AnswerCode.CostShift}}))))
        """;

    /// <summary>Bytes of a text of <c>$n</c>: code units, or, with the highest bit set where both encodings occur, code units of two bytes.</summary>
    private static string TextBytes(StringEncoding encoding) => encoding switch
    {
        StringEncoding.Utf16 => "(i64.shl (local.get $n) (i64.const 1))",
        StringEncoding.Latin1OrUtf16 => """
            (select (local.get $n) (i64.shl (i64.and (local.get $n) (i64.const 0x7fffffff)) (i64.const 1)) (i64.lt_u (local.get $n) (i64.const 0x80000000)))
            """,
        StringEncoding.Utf8 or _ => "(local.get $n)",
    };

    /// <summary>The lowered parts go to the guest as they came, but for the headers' count: they cross as a list of names and values in turn.</summary>
    private static string Call(AdapterPoint point)
    {
        string arguments = string.Join(' ', Enumerable.Range(0, point.All.Count).Select(i
            => i == point.HeaderCount ? $"(i32.shr_u (local.get {i}) (i32.const 1))" : $"(local.get {i})"));
        string done = point.Frees ? $"""
            (if (i32.lt_u (i32.and (i32.wrap_i64 (local.get 0)) (i32.const 0xff)) (i32.const {(int)AnswerCase.Modify}))
              (then (call ${point.Name}-post-return (global.get ${point.Name}-action))))
            """ : "";
        string whole = $"""
            (param {point.AllTypes}) (result i64)
              (global.set ${point.Name}-action (call ${point.Name} {arguments}))
              (call ${point.Name}-judge)
            """;
        return $"""
            (func (export "{AdapterNames.Core(point.Point, AdapterExport.Values)}") {whole})
            (func (export "{AdapterNames.Done(point.Point, AdapterExport.Values)}") (export "{AdapterNames.Done(point.Point, AdapterExport.Image)}")
              (export "{AdapterNames.Done(point.Point, AdapterExport.End)}") (param i64) {done})
            """;
    }

    /// <summary>The same in three calls: what is before the body, the body, what is behind it.</summary>
    private static string Pieces(AdapterPoint point)
    {
        int body = point.BeforeBody.Count;
        string keep = string.Join(' ', Enumerable.Range(0, body).Select(i => $"(global.set ${point.Name}-{i} (local.get {i}))"));
        string kept = string.Join(' ', Enumerable.Range(0, point.BeforeEnd.Count).Select(i
            => i == point.HeaderCount ? $"(i32.shr_u (global.get ${point.Name}-{i}) (i32.const 1))" : $"(global.get ${point.Name}-{i})"));
        string rest = string.Join(' ', Enumerable.Range(0, point.AfterBody.Count).Select(i => $"(local.get {i})"));
        string parameters = point.AfterBody.Count == 0 ? "" : $"(param {string.Join(' ', point.AfterBody)})";
        return $"""
            (func (export "{AdapterNames.Core(point.Point, AdapterExport.Begin)}") (param {string.Join(' ', point.BeforeBody)}) {keep})
            (func (export "{AdapterNames.Core(point.Point, AdapterExport.Body)}") (param i32 i32)
              (global.set ${point.Name}-{body} (local.get 0)) (global.set ${point.Name}-{body + 1} (local.get 1)))
            (func (export "{AdapterNames.Core(point.Point, AdapterExport.End)}") {parameters} (result i64)
              (global.set ${point.Name}-action (call ${point.Name} {kept} {rest}))
              (call ${point.Name}-judge))
            """;
    }

    private static string Mend(AdapterPoint point)
    {
        string words = string.Join(' ', Enumerable.Repeat("i64", AdapterBody.WordsPerCall));
        string calls = string.Join('\n', Enumerable.Range(1, AdapterBody.WordsPerCall).Select(i => $"""
            (call ${point.Name}-mend-word (local.get $p) (local.get $end) (local.get {i}))
            (local.set $p (i32.add (local.get $p) (i32.const 64)))
            """));
        int body = point.BeforeBody.Count;
        return $"""
            (func ${point.Name}-mend-word (param $p i32) (param $end i32) (param $bits i64)
              (block $done
                (loop $next
                  (br_if $done (i64.eqz (local.get $bits)))
                  (if (i32.ge_u (i32.sub (local.get $end) (local.get $p)) (i32.const 8))
                    (then (i64.store ${point.Name}-memory (local.get $p)
                      (i64.or (i64.load ${point.Name}-memory (local.get $p)) (call $spread (local.get $bits)))))
                    (else
                      (call ${point.Name}-mend-tail (local.get $p) (local.get $bits))
                      (return)))
                  (local.set $bits (i64.shr_u (local.get $bits) (i64.const 8)))
                  (local.set $p (i32.add (local.get $p) (i32.const 8)))
                  (br $next))))
            (func ${point.Name}-mend-tail (param $p i32) (param $bits i64)
              (block $done
                (loop $next
                  (br_if $done (i64.eqz (local.get $bits)))
                  (i32.store8 ${point.Name}-memory (local.get $p)
                    (i32.or (i32.load8_u ${point.Name}-memory (local.get $p)) (i32.shl (i32.wrap_i64 (i64.and (local.get $bits) (i64.const 1))) (i32.const 7))))
                  (local.set $bits (i64.shr_u (local.get $bits) (i64.const 1)))
                  (local.set $p (i32.add (local.get $p) (i32.const 1)))
                  (br $next))))
            (func (export "{AdapterNames.Core(point.Point, AdapterExport.Mend)}") (param i32 {words}) (local $p i32) (local $end i32)
              (local.set $p (i32.add (global.get ${point.Name}-{body}) (local.get 0)))
              (local.set $end (i32.add (global.get ${point.Name}-{body}) (global.get ${point.Name}-{body + 1})))
              {calls})
            """;
    }

    /// <summary>
    /// A new body is lifted as Latin-1, which wants an even address: one at an odd address is lifted from the byte before it, by an address and a length
    /// that stand for the moment in place of eight bytes outside it. No code of the guest runs before they are put back.
    /// </summary>
    private static string Answer(AdapterPoint point)
    {
        string free = point.Frees ? $"(call ${point.Name}-post-return (global.get ${point.Name}-action))" : "";
        return $$"""
            (global ${{point.Name}}-slot (mut i32) (i32.const -1))
            (global ${{point.Name}}-held (mut i64) (i64.const 0))
            (func (export "{{AdapterNames.Core(point.Point, AdapterExport.Modify)}}") (result i32)
              (i32.add (global.get ${{point.Name}}-action) (i32.const {{AnswerLayout.Payload}})))
            (func (export "{{AdapterNames.Done(point.Point, AdapterExport.Modify)}}") (param i32)
              (if (i32.eqz (i32.load8_u ${{point.Name}}-memory offset={{AnswerLayout.Body}} (global.get ${{point.Name}}-action))) (then {{free}})))
            (func ${{point.Name}}-is-outside (param $slot i32) (param $p i32) (param $n i32) (result i32)
              (i32.or
                (i64.le_u (i64.add (i64.extend_i32_u (local.get $slot)) (i64.const 8)) (i64.sub (i64.extend_i32_u (local.get $p)) (i64.const 1)))
                (i64.ge_u (i64.extend_i32_u (local.get $slot)) (i64.add (i64.extend_i32_u (local.get $p)) (i64.extend_i32_u (local.get $n))))))
            (func ${{point.Name}}-find-slot (param $p i32) (param $n i32) (result i32) (local $slot i32)
              (local.set $slot (i32.add (global.get ${{point.Name}}-action) (i32.const {{AnswerLayout.BodyAddress}})))
              (if (call ${{point.Name}}-is-outside (local.get $slot) (local.get $p) (local.get $n)) (then (return (local.get $slot))))
              (if (call ${{point.Name}}-is-outside (i32.const 0) (local.get $p) (local.get $n)) (then (return (i32.const 0))))
              (local.set $slot (i32.wrap_i64 (i64.sub (call ${{point.Name}}-bytes) (i64.const 8))))
              (if (call ${{point.Name}}-is-outside (local.get $slot) (local.get $p) (local.get $n)) (then (return (local.get $slot))))
              unreachable)
            (func (export "{{AdapterNames.Core(point.Point, AdapterExport.NewBody)}}") (result i32) (local $p i32) (local $n i32)
              (local.set $p (i32.load ${{point.Name}}-memory offset={{AnswerLayout.BodyAddress}} (global.get ${{point.Name}}-action)))
              (local.set $n (i32.load ${{point.Name}}-memory offset={{AnswerLayout.BodyLength}} (global.get ${{point.Name}}-action)))
              (if (i32.eqz (i32.and (local.get $p) (i32.const 1)))
                (then (return (i32.add (global.get ${{point.Name}}-action) (i32.const {{AnswerLayout.BodyAddress}})))))
              (global.set ${{point.Name}}-slot (call ${{point.Name}}-find-slot (local.get $p) (local.get $n)))
              (global.set ${{point.Name}}-held (i64.load ${{point.Name}}-memory (global.get ${{point.Name}}-slot)))
              (i32.store ${{point.Name}}-memory (global.get ${{point.Name}}-slot) (i32.sub (local.get $p) (i32.const 1)))
              (i32.store ${{point.Name}}-memory offset=4 (global.get ${{point.Name}}-slot) (i32.add (local.get $n) (i32.const 1)))
              (global.get ${{point.Name}}-slot))
            (func (export "{{AdapterNames.Done(point.Point, AdapterExport.NewBody)}}") (param i32)
              (if (i32.ne (global.get ${{point.Name}}-slot) (i32.const -1))
                (then
                  (i64.store ${{point.Name}}-memory (global.get ${{point.Name}}-slot) (global.get ${{point.Name}}-held))
                  (global.set ${{point.Name}}-slot (i32.const -1))))
              {{free}})
            """;
    }
}
