using Smg.Wasm.Middleware;

namespace Smg.Wasm.Bridge;

/// <summary>The part of the adapter's core module that lowers an image's parts: <see cref="AdapterImage"/> says how they lie in it.</summary>
internal static class AdapterImageCode
{
    /// <summary>
    /// The memory has pages of one byte, so that little of it is cleared after a call. <c>$number</c> reads four bytes of seven bits: ASCII whatever the number.
    /// </summary>
    public static string Shared { get; } = $$"""
        (memory $image (export "{{AdapterNames.ImageMemory}}") {{AdapterImage.MemoryBytes}} (pagesize 1))
        (global $is-written (mut i32) (i32.const 0))
        (global $at (mut i32) (i32.const 0))
        (func $bad-realloc unreachable)
        (func $image-room (param $size i32) (result i32)
          (if (i32.gt_u (local.get $size) (memory.size $image))
            (then
              (if (i32.eq (i32.const -1) (memory.grow $image (i32.sub (local.get $size) (memory.size $image)))) (then unreachable))))
          (global.set $is-written (i32.const 1))
          (i32.const 0))
        (func $number (param $p i32) (result i32) (local $x i32)
          (local.set $x (i32.load $image (local.get $p)))
          (i32.or
            (i32.or (i32.and (local.get $x) (i32.const 0x7f)) (i32.and (i32.shr_u (local.get $x) (i32.const 1)) (i32.const 0x3f80)))
            (i32.or (i32.and (i32.shr_u (local.get $x) (i32.const 2)) (i32.const 0x1fc000)) (i32.and (i32.shr_u (local.get $x) (i32.const 3)) (i32.const 0xfe00000)))))
        """;

    /// <summary>An attach point's functions.</summary>
    public static string Functions(AdapterPoint point) => point.Encoding != StringEncoding.Utf8 ? "" : $$"""
        (func ${{point.Name}}-block (param $align i32) (param $bytes i32) (result i32) (local $p i32)
          (local.set $p (call ${{point.Name}}-realloc (i32.const 0) (i32.const 0) (local.get $align) (local.get $bytes)))
          (if (i32.and (local.get $p) (i32.sub (local.get $align) (i32.const 1))) (then (call $bad-realloc)))
          (if (i64.gt_u (i64.add (i64.extend_i32_u (local.get $p)) (i64.extend_i32_u (local.get $bytes))) (call ${{point.Name}}-bytes)) (then (call $bad-realloc)))
          (local.get $p))
        (func ${{point.Name}}-give (param $bytes i32) (result i32) (local $p i32)
          (local.set $p (call ${{point.Name}}-block (i32.const 1) (local.get $bytes)))
          (memory.copy ${{point.Name}}-memory $image (local.get $p) (global.get $at) (local.get $bytes))
          (global.set $at (i32.add (global.get $at) (local.get $bytes)))
          (local.get $p))
        (func ${{point.Name}}-give-headers (param $texts i32) (result i32) (local $list i32) (local $p i32) (local $lengths i32) (local $end i32) (local $n i32)
          (local.set $list (call ${{point.Name}}-block (i32.const 4) (i32.shl (local.get $texts) (i32.const 3))))
          (local.set $p (local.get $list))
          (local.set $end (i32.add (local.get $list) (i32.shl (local.get $texts) (i32.const 3))))
          (local.set $lengths (i32.const {{AdapterImage.Lengths}}))
          (block $done
            (loop $next
              (br_if $done (i32.eq (local.get $p) (local.get $end)))
              (local.set $n (call $number (local.get $lengths)))
              (i32.store ${{point.Name}}-memory (local.get $p) (call ${{point.Name}}-give (local.get $n)))
              (i32.store ${{point.Name}}-memory offset=4 (local.get $p) (local.get $n))
              (local.set $p (i32.add (local.get $p) (i32.const 8)))
              (local.set $lengths (i32.add (local.get $lengths) (i32.const 4)))
              (br $next)))
          (local.get $list))
        (func ${{point.Name}}-lower (local $texts i32)
          (local.set $texts (call $number (i32.const {{AdapterImage.Texts}})))
          (global.set $at (i32.add (i32.const {{AdapterImage.Lengths}}) (i32.shl (local.get $texts) (i32.const 2))))
          {{(point.Point == AttachPoint.OnRequest ? BeforeRequestBody : BeforeResponseBody(point.Name))}}
          (if (call $number (i32.const {{AdapterImage.IsWhole}}))
            (then
              {{Body(point)}}
              {{(point.Point == AttachPoint.OnRequest ? AfterRequestBody : "")}})))
        (func (export "{{AdapterNames.ImageRealloc(point.Point)}}") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
          (if (i32.eqz (global.get $is-written)) (then (return (call $image-room (local.get $size)))))
          (call ${{point.Name}}-lower)
          (i32.const 0))
        (func (export "{{AdapterNames.Core(point.Point, AdapterExport.Image)}}") (param i32 i32 i32 i32) (result i64)
          (global.set $is-written (i32.const 0))
          (if (i32.eqz (call $number (i32.const {{AdapterImage.IsWhole}}))) (then (return (i64.const {{(int)AnswerCase.None}}))))
          (global.set ${{point.Name}}-action (call ${{point.Name}} {{Arguments(point)}}))
          (call ${{point.Name}}-judge))
        """;

    private static string Arguments(AdapterPoint point)
    {
        IEnumerable<string> before = Enumerable.Range(0, point.BeforeEnd.Count).Select(i
            => i == point.HeaderCount ? $"(i32.shr_u (global.get ${point.Name}-{i}) (i32.const 1))" : $"(global.get ${point.Name}-{i})");
        return string.Join(' ', before.Concat(Enumerable.Range(0, point.AfterBody.Count).Select(i => $"(global.get ${point.Name}-after-{i})")));
    }

    private static string Text(string name, int address, int length) => $"""
        (global.set ${name}-{address} (call ${name}-give (call $number (i32.const {length}))))
        (global.set ${name}-{address + 1} (call $number (i32.const {length})))
        """;

    private static string Headers(string name, int address) => $"""
        (global.set ${name}-{address} (call ${name}-give-headers (local.get $texts)))
        (global.set ${name}-{address + 1} (local.get $texts))
        """;

    private static string BeforeRequestBody => Text("on-request", 0, AdapterImage.First) + Text("on-request", 2, AdapterImage.Second) + Text("on-request", 4, AdapterImage.Third) + Headers("on-request", 6);

    private static string BeforeResponseBody(string name) => $"(global.set ${name}-0 (call $number (i32.const {AdapterImage.First})))" + Headers(name, 1);

    private static string Body(AdapterPoint point) => Text(point.Name, point.BeforeBody.Count, AdapterImage.BodyLength);

    private static string AfterRequestBody => $$"""
        (global.set $on-request-after-1 (call $number (i32.const {{AdapterImage.IdLength}})))
        (global.set $on-request-after-0 (call $on-request-give (global.get $on-request-after-1)))
        (global.set $on-request-after-2
          (i64.or
            (i64.extend_i32_u (call $number (i32.const {{AdapterImage.Time}})))
            (i64.or
              (i64.shl (i64.extend_i32_u (call $number (i32.const {{AdapterImage.Time + 4}}))) (i64.const 28))
              (i64.shl (i64.extend_i32_u (call $number (i32.const {{AdapterImage.Time + 8}}))) (i64.const 56)))))
        """;
}
