using System.Text;
using Smg.Wasm.Contract;

namespace Smg.Wasm.Adapters;

/// <summary>
/// The part of the adapter's core module that lowers an image's parts: <see cref="AdapterImage"/> says how they lie in it.
/// </summary>
internal static class AdapterImageCode
{
    /// <summary>
    /// The memory has pages of one byte, so that little of it is cleared after a call. <c>$number</c> reads four bytes of seven bits: ASCII
    /// whatever the number.
    /// </summary>
    public static string Shared { get; } =
        $$"""
            (memory $image (export "{{AdapterNames.ImageMemory}}") {{AdapterImage.MemoryBytes}} (pagesize 1))
            (global $is-written (mut i32) (i32.const 0))
            (global $at (mut i32) (i32.const 0))
            (func $bad-realloc unreachable)
            (func $image-room (export "{{DirectNames.Room}}") (param $size i32) (result i32)
              (if (i32.gt_u (local.get $size) (memory.size $image))
                (then
                  (if (i32.eq (i32.const -1) (memory.grow $image (i32.sub (local.get $size) (memory.size $image)))) (then unreachable))))
              (global.set $is-written (i32.const 1))
              (i32.const 0))
            (func $number (param $p i32) (result i32) (local $x i32)
              (local.set $x (i32.load $image (local.get $p)))
              (i32.or
                (i32.or (i32.and (local.get $x) (i32.const 0x7f)) (i32.and (i32.shr_u (local.get $x) (i32.const 1)) (i32.const 0x3f80)))
                (i32.or (i32.and (i32.shr_u (local.get $x) (i32.const 2)) (i32.const 0x1fc000))
                  (i32.and (i32.shr_u (local.get $x) (i32.const 3)) (i32.const 0xfe00000)))))
            """;

    /// <summary>The functions that give a block of the guest's allocator what lies in the image.</summary>
    public static string Functions(AdapterHeap heap) =>
        !heap.IsUtf8
            ? ""
            : $$"""
                (func $block-{{heap.Number}} (param $align i32) (param $bytes i32) (result i32) (local $p i32)
                  (local.set $p (call ${{heap.Realloc}} (i32.const 0) (i32.const 0) (local.get $align) (local.get $bytes)))
                  (if (i32.and (local.get $p) (i32.sub (local.get $align) (i32.const 1))) (then (call $bad-realloc)))
                  (if (i64.gt_u (i64.add (i64.extend_i32_u (local.get $p)) (i64.extend_i32_u (local.get $bytes)))
                    (call $bytes-{{heap.Number}}))
                    (then (call $bad-realloc)))
                  (local.get $p))
                (func $give-{{heap.Number}} (param $bytes i32) (result i32) (local $p i32)
                  (local.set $p (call $block-{{heap.Number}} (i32.const 1) (local.get $bytes)))
                  (memory.copy ${{heap.Memory}} $image (local.get $p) (global.get $at) (local.get $bytes))
                  (global.set $at (i32.add (global.get $at) (local.get $bytes)))
                  (local.get $p))
                (func $give-texts-{{heap.Number}} (param $texts i32) (param $lengths i32) (result i32)
                  (local $list i32) (local $p i32) (local $end i32) (local $n i32)
                  (local.set $list (call $block-{{heap.Number}} (i32.const 4) (i32.shl (local.get $texts) (i32.const 3))))
                  (local.set $p (local.get $list))
                  (local.set $end (i32.add (local.get $list) (i32.shl (local.get $texts) (i32.const 3))))
                  (block $done
                    (loop $next
                      (br_if $done (i32.eq (local.get $p) (local.get $end)))
                      (local.set $n (call $number (local.get $lengths)))
                      (i32.store ${{heap.Memory}} (local.get $p) (call $give-{{heap.Number}} (local.get $n)))
                      (i32.store ${{heap.Memory}} offset=4 (local.get $p) (local.get $n))
                      (local.set $p (i32.add (local.get $p) (i32.const 8)))
                      (local.set $lengths (i32.add (local.get $lengths) (i32.const 4)))
                      (br $next)))
                  (local.get $list))
                """;

    /// <summary>An attach point's functions.</summary>
    public static string Functions(AdapterPoint point) =>
        !point.Heap.IsUtf8
            ? ""
            : $$"""
                (func ${{point.Name}}-lower (local $texts i32) (local $lengths i32)
                  (local.set $texts (call $number (i32.const {{AdapterImage.Texts}})))
                  (local.set $lengths (i32.add (i32.const {{AdapterImage.Lengths}}) (i32.shl (local.get $texts) (i32.const 2))))
                  (global.set $at {{FirstText(point)}})
                  {{BeforeBody(point)}}
                  (if (call $number (i32.const {{AdapterImage.IsWhole}}))
                    (then
                      {{Text(point, point.Body, AdapterImage.BodyLength)}}
                      {{(point.AfterBody.Count > 0 ? AfterBody(point) : "")}})))
                (func ${{point.Name}}-image (export "{{point.Core(AdapterExport.Image)}}") (param i32 i32 i32 i32) (result i32)
                  (global.set $is-written (i32.const 0))
                  (if (i32.eqz (call $number (i32.const {{AdapterImage.IsWhole}})))
                    (then
                      (global.set $is-read (i32.const 0))
                      (return (i32.const {{(int)AnswerCase.None}}))))
                  {{AdapterCode.CallGuest(point, i => $"(global.get {point.Kept(i)})")}})
                (func (export "{{DirectNames.Block(point.Point)}}") (param i32 i32) (result i32)
                  (call $block-{{point.Heap.Number}} (local.get 0) (local.get 1)))
                (func (export "{{DirectNames.Run(point.Point)}}") (result i32) (local $code i32)
                  (call ${{point.Name}}-lower)
                  (local.set $code (call ${{point.Name}}-image (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))
                  (if (i32.le_u (i32.and (local.get $code) (i32.const {{AnswerCode.CaseMask}})) (i32.const {{(int)AnswerCase.Reject}}))
                    (then (call $end)))
                  (local.get $code))
                """;

    /// <summary>Allocates the image, and lowers its parts when it was written.</summary>
    public static string Realloc(IReadOnlyList<AdapterPoint> attachPoints)
    {
        StringBuilder text = new(
            $"""
            (func (export "{AdapterNames.ImageRealloc}")
              (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32) (local $point i32)
              (if (i32.eqz (global.get $is-written)) (then (return (call $image-room (local.get $size)))))
              (local.set $point (call $number (i32.const {AdapterImage.Point})))
            """
        );
        foreach (AdapterPoint point in attachPoints.Where(point => point.Heap.IsUtf8))
        {
            text.AppendLine($"(if (i32.eq (local.get $point) (i32.const {point.Number})) (then (call ${point.Name}-lower)))");
        }

        return text.AppendLine("(i32.const 0))").ToString();
    }

    private static string BeforeBody(AdapterPoint point) =>
        point.Message == AdapterMessage.Request
            ? Text(point, 0, AdapterImage.First)
                + Text(point, 2, AdapterImage.Second)
                + Text(point, 4, AdapterImage.Third)
                + Texts(point, 6)
            : $"(global.set $part-0 (call $number (i32.const {AdapterImage.First})))" + Texts(point, 1);

    private static string Text(AdapterPoint point, int address, int length) =>
        $"""
            (global.set {point.Kept(address + 1)} (call $number (i32.const {length})))
            (global.set {point.Kept(address)} (call $give-{point.Heap.Number} (global.get {point.Kept(address + 1)})))
            """;

    /// <summary>The list of pairs before the body: the lengths of its texts are the image's first.</summary>
    private static string Texts(AdapterPoint point, int address) =>
        $"""
            (global.set {point.Kept(address)} (call $give-texts-{point.Heap.Number} (local.get $texts) (i32.const {AdapterImage.Lengths})))
            (global.set {point.Kept(address + 1)} (local.get $texts))
            """;

    /// <summary>Where the texts begin: behind the lengths of all that cross in lists.</summary>
    private static string FirstText(AdapterPoint point) =>
        point.Message == AdapterMessage.StorageAfter
            ? $"(i32.add (local.get $lengths) (i32.shl (call $number (i32.const {AdapterImage.Second})) (i32.const 2)))"
            : "(local.get $lengths)";

    private static string AfterBody(AdapterPoint point) => point.IsStorage ? Result(point) : IdAndTime(point);

    /// <summary>An operation's result, and its columns, whose lengths are behind those of the context.</summary>
    private static string Result(AdapterPoint point)
    {
        int columns = point.BeforeEnd.Count + 2;
        return $"""
            {Text(point, point.BeforeEnd.Count, AdapterImage.IdLength)}
            (global.set {point.Kept(columns + 1)} (call $number (i32.const {AdapterImage.Second})))
            (global.set {point.Kept(columns)} (call $give-texts-{point.Heap.Number} (global.get {point.Kept(
                columns + 1
            )}) (local.get $lengths)))
            """;
    }

    private static string IdAndTime(AdapterPoint point) =>
        $"""
            {Text(point, point.BeforeEnd.Count, AdapterImage.IdLength)}
            (global.set $after-2
              (i64.or
                (i64.extend_i32_u (call $number (i32.const {AdapterImage.Time})))
                (i64.or
                  (i64.shl (i64.extend_i32_u (call $number (i32.const {AdapterImage.Time + 4}))) (i64.const 28))
                  (i64.shl (i64.extend_i32_u (call $number (i32.const {AdapterImage.Time + 8}))) (i64.const 56)))))
            """;
}
