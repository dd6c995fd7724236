using System.Collections.Concurrent;
using System.Text;
using Smg.Wasm.Compilation;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Bridge;

/// <summary>
/// The core module that <see cref="GraftComposer"/> adds to a guest. It takes the incoming image, gives the guest's function what it asks for in blocks of
/// the guest's own allocator, as the canonical ABI would, and puts the action with all that it points to into one run of memory: the outgoing image.
/// Both images lie in one block of the guest's memory. It is never given back: the instance serves one call.
/// </summary>
internal static class GraftCode
{
    /// <summary>The core module's name, as backtraces show it.</summary>
    public const string Module = "smg-bridge-graft";

    /// <summary>The function that asks the guest for the outgoing image's room, as backtraces show it.</summary>
    public const string ReserveAnswer = "reserve-answer";

    /// <summary>The function that ends a call whose result breaks the canonical ABI, as backtraces show it.</summary>
    public const string Invalid = "invalid";

    private static readonly ConcurrentDictionary<string, byte[]> Parsed = new();

    /// <summary>The name of the function that is called when what another has returned was read.</summary>
    public static string Done(string function) => "done-" + function;

    /// <summary>The name by which the module imports the function that frees an attach point's result.</summary>
    public static string PostReturn(AttachPoint attachPoint) => WitFunctions.Name(attachPoint) + "-post-return";

    /// <summary>The module's bytes.</summary>
    /// <param name="attachPoints">The guest's, at least one, and whether their results are freed.</param>
    public static byte[] Bytes(IReadOnlyList<(AttachPoint Point, bool Frees)> attachPoints)
        => Parsed.GetOrAdd(string.Join(' ', attachPoints), static (_, points) => AdapterText.Parse(Text(points)), attachPoints);

    private static string Text(IReadOnlyList<(AttachPoint Point, bool Frees)> attachPoints)
    {
        StringBuilder text = new($"(module ${Module}\n");
        text.AppendLine("""
            (import "g" "memory" (memory 0))
            (import "g" "realloc" (func $guest-realloc (param i32 i32 i32 i32) (result i32)))
            """);
        text.AppendJoin('\n', attachPoints.Select(point => Import(point.Point, point.Frees))).AppendLine();
        text.AppendLine(Images).AppendLine(AdapterText.Decode).AppendLine(Incoming).AppendLine(Outgoing);
        text.AppendJoin('\n', attachPoints.Select(point => Run(point.Point, point.Frees))).AppendLine();
        text.AppendLine($"""(func (export "{Done("take-action")}") (param i32)""");
        foreach ((AttachPoint point, _) in attachPoints.Where(point => point.Frees))
        {
            text.AppendLine($"(if (i32.eq (global.get $called) (i32.const {(int)point})) (then {Free(point)}))");
        }

        return text.AppendLine("))").ToString();
    }

    private static string Import(AttachPoint point, bool frees)
    {
        string name = WitFunctions.Name(point);
        string parameters = point == AttachPoint.OnRequest ? "i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64" : "i32 i32 i32 i32 i32";
        string import = $"""(import "g" "{name}" (func ${name} (param {(point == AttachPoint.OnRequest ? "i32 i32 " : "")}{parameters}) (result i32)))""";
        return frees ? $"""{import} (import "g" "{PostReturn(point)}" (func ${PostReturn(point)} (param i32)))""" : import;
    }

    /// <summary>The block: at 0 and 4 address and length of what a function returns, at 8 the letter that stands for an action, from 16 the image.</summary>
    private const string Images = $$"""
        (global $block (mut i32) (i32.const 0))
        (global $room (mut i32) (i32.const 0))
        (global $action (mut i32) (i32.const 0))
        (global $kind (mut i32) (i32.const 0))
        (global $called (mut i32) (i32.const 0))
        (func ${{Invalid}} unreachable)
        (func $reserve (param $bytes i32) (result i32)
          (if (i32.gt_u (local.get $bytes) (global.get $room))
            (then
              (if (i32.gt_u (local.get $bytes) (i32.const 0x7fffff00)) (then unreachable))
              (global.set $block
                (call $guest-realloc (global.get $block)
                  (select (i32.const 0) (i32.add (global.get $room) (i32.const 16)) (i32.eqz (global.get $block)))
                  (i32.const 8) (i32.add (local.get $bytes) (i32.const 16))))
              (if (i32.and (global.get $block) (i32.const 7)) (then (call $invalid)))
              (global.set $room (local.get $bytes))))
          (i32.add (global.get $block) (i32.const 16)))
        (func (export "image-realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
          (call $reserve (local.get $size)))
        (func $return (param $p i32) (param $n i32) (result i32)
          (i32.store (global.get $block) (local.get $p))
          (i32.store offset=4 (global.get $block) (local.get $n))
          (global.get $block))
        """;

    /// <summary>Each text and list of the incoming image becomes a block of the guest's, which the guest frees when it likes.</summary>
    private const string Incoming = """
        (func $give (param $p i32) (param $n i32) (result i32) (local $to i32)
          (if (i32.eqz (local.get $n)) (then (return (i32.const 1))))
          (local.set $to (call $guest-realloc (i32.const 0) (i32.const 0) (i32.const 1) (local.get $n)))
          (memory.copy (local.get $to) (local.get $p) (local.get $n))
          (local.get $to))
        (func $give-headers (param $p i32) (param $count i32) (param $delta i32) (result i32) (local $to i32) (local $at i32) (local $end i32)
          (if (i32.eqz (local.get $count)) (then (return (i32.const 4))))
          (local.set $to (call $guest-realloc (i32.const 0) (i32.const 0) (i32.const 4) (i32.shl (local.get $count) (i32.const 4))))
          (if (i32.and (local.get $to) (i32.const 3)) (then (call $invalid)))
          (local.set $at (local.get $to))
          (local.set $end (i32.add (local.get $to) (i32.shl (local.get $count) (i32.const 4))))
          (loop $next
            (i32.store (local.get $at) (call $give (i32.add (i32.load (local.get $p)) (local.get $delta)) (i32.load offset=4 (local.get $p))))
            (i32.store offset=4 (local.get $at) (i32.load offset=4 (local.get $p)))
            (local.set $p (i32.add (local.get $p) (i32.const 8)))
            (local.set $at (i32.add (local.get $at) (i32.const 8)))
            (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
          (local.get $to))
        """;

    /// <summary>
    /// Pointers of the outgoing image count from its start. A guest's own may be anything: what lies outside its memory traps here,
    /// and sums are made with 64 bits.
    /// </summary>
    private const string Outgoing = $$"""
        (global $at (mut i32) (i32.const 0))
        (func ${{ReserveAnswer}} (param $bytes i64) (result i32)
          (if (i64.gt_u (local.get $bytes) (i64.const 0x7fffff00)) (then unreachable))
          (call $reserve (i32.wrap_i64 (local.get $bytes))))
        (func $check (param $pointer i32) (param $bytes i64)
          (if (i64.gt_u (i64.add (i64.load32_u (local.get $pointer)) (local.get $bytes)) (i64.shl (i64.extend_i32_u (memory.size)) (i64.const 16)))
            (then (call ${{Invalid}}))))
        (func $kind-of (param $action i32) (result i32) (local $kind i32)
          (if (i32.and (local.get $action) (i32.const 3)) (then (call ${{Invalid}})))
          (local.set $kind (i32.load8_u (local.get $action)))
          (if (i32.gt_u (local.get $kind) (i32.const 2)) (then (call ${{Invalid}})))
          (local.get $kind))
        (func $measure (param $field i32) (param $texts i32) (result i64) (local $p i32) (local $left i64) (local $sum i64)
          (local.set $p (i32.load (local.get $field)))
          (local.set $left (i64.mul (i64.load32_u offset=4 (local.get $field)) (i64.extend_i32_u (local.get $texts))))
          (local.set $sum (i64.shl (local.get $left) (i64.const 3)))
          (if (i64.eqz (local.get $left)) (then (return (i64.const 0))))
          (if (i32.and (local.get $p) (i32.const 3)) (then (call $invalid)))
          (call $check (local.get $field) (local.get $sum))
          (loop $next
            (call $check (local.get $p) (i64.load32_u offset=4 (local.get $p)))
            (local.set $sum (i64.add (local.get $sum) (i64.load32_u offset=4 (local.get $p))))
            (local.set $p (i32.add (local.get $p) (i32.const 8)))
            (local.set $left (i64.sub (local.get $left) (i64.const 1)))
            (br_if $next (i64.ne (local.get $left) (i64.const 0))))
          (local.get $sum))
        (func $put (param $out i32) (param $pointer i32) (param $bytes i32) (local $at i32)
          (local.set $at (global.get $at))
          (memory.copy (i32.add (local.get $out) (local.get $at)) (i32.load (local.get $pointer)) (local.get $bytes))
          (i32.store (local.get $pointer) (local.get $at))
          (global.set $at (i32.add (local.get $at) (local.get $bytes))))
        (func $put-list (param $out i32) (param $field i32) (param $texts i32) (local $p i32) (local $end i32)
          (local.set $end (i32.mul (i32.load offset=4 (local.get $field)) (i32.shl (local.get $texts) (i32.const 3))))
          (if (i32.eqz (local.get $end)) (then (return)))
          (call $put (local.get $out) (local.get $field) (local.get $end))
          (local.set $p (i32.add (local.get $out) (i32.load (local.get $field))))
          (local.set $end (i32.add (local.get $p) (local.get $end)))
          (loop $next
            (call $put (local.get $out) (local.get $p) (i32.load offset=4 (local.get $p)))
            (local.set $p (i32.add (local.get $p) (i32.const 8)))
            (br_if $next (i32.lt_u (local.get $p) (local.get $end)))))
        (func $flatten (param $action i32) (local $kind i32) (local $sum i64) (local $out i32)
          (local.set $kind (call $kind-of (local.get $action)))
          (local.set $sum (i64.const 44))
          (if (i32.eq (local.get $kind) (i32.const 2))
            (then
              (if (i32.gt_u (i32.load8_u offset=4 (local.get $action)) (i32.const 1)) (then (call $invalid)))
              (if (i32.gt_u (i32.load8_u offset=32 (local.get $action)) (i32.const 1)) (then (call $invalid)))
              (local.set $sum (i64.add (local.get $sum) (call $measure (i32.add (local.get $action) (i32.const 8)) (i32.const 2))))
              (local.set $sum (i64.add (local.get $sum) (call $measure (i32.add (local.get $action) (i32.const 16)) (i32.const 2))))
              (local.set $sum (i64.add (local.get $sum) (call $measure (i32.add (local.get $action) (i32.const 24)) (i32.const 1))))
              (if (i32.load8_u offset=32 (local.get $action))
                (then
                  (call $check (i32.add (local.get $action) (i32.const 36)) (i64.load32_u offset=40 (local.get $action)))
                  (local.set $sum (i64.add (local.get $sum) (i64.load32_u offset=40 (local.get $action))))))))
          (local.set $out (call ${{ReserveAnswer}} (local.get $sum)))
          (memory.fill (local.get $out) (i32.const 0) (i32.const 44))
          (if (i32.eq (local.get $kind) (i32.const 1))
            (then (memory.copy (local.get $out) (local.get $action) (i32.const 6))))
          (global.set $at (i32.const 44))
          (if (i32.eq (local.get $kind) (i32.const 2))
            (then
              (memory.copy (local.get $out) (local.get $action) (i32.const 44))
              (call $put-list (local.get $out) (i32.add (local.get $out) (i32.const 8)) (i32.const 2))
              (call $put-list (local.get $out) (i32.add (local.get $out) (i32.const 16)) (i32.const 2))
              (call $put-list (local.get $out) (i32.add (local.get $out) (i32.const 24)) (i32.const 1))
              (if (i32.load8_u offset=32 (local.get $out))
                (then (call $put (local.get $out) (i32.add (local.get $out) (i32.const 36)) (i32.load offset=40 (local.get $out))))))))
        (func $image (result i32) (call $return (i32.add (global.get $block) (i32.const 16)) (global.get $at)))
        (func (export "take-action") (result i32) (call $image))
        """;

    private static string Free(AttachPoint point) => $"(call ${PostReturn(point)} (global.get $action))";

    private static string Run(AttachPoint point, bool frees)
    {
        string name = WitFunctions.Name(point);
        string free = frees ? Free(point) : "";
        return $$"""
            {{(point == AttachPoint.OnRequest ? RunRequest : RunResponse(name))}}
            (func (export "{{name}}") (param $p i32) (param $n i32) (result i32)
              (global.set $action (call $run-{{name}} (local.get $p)))
              (call $flatten (global.get $action))
              (call $image))
            (func (export "{{Done(name)}}") (param i32) {{free}})
            (func (export "{{name}}-text") (param $p i32) (param $n i32) (result i32)
              (global.set $action (call $run-{{name}} (local.get $p)))
              (global.set $called (i32.const {{(int)point}}))
              (global.set $kind (call $kind-of (global.get $action)))
              (if (global.get $kind) (then (call $flatten (global.get $action))))
              (i32.store8 offset=8 (global.get $block) (i32.const 109))
              (call $return (i32.add (global.get $block) (i32.const 8)) (i32.ne (global.get $kind) (i32.const 0))))
            (func (export "{{Done(name)}}-text") (param i32) (if (i32.eqz (global.get $kind)) (then {{free}})))
            """;
    }

    private const string RunRequest = """
        (func $run-on-request (param $p i32) (result i32) (local $delta i32)
          (local.set $delta (i32.sub (local.get $p) (i32.const 1024)))
          (call $decode (local.get $p) (i32.add (local.get $p) (i32.const 64)))
          (call $decode (i32.add (local.get $p) (i32.const 64))
            (i32.add (i32.add (local.get $p) (i32.const 64)) (i32.shl (i32.load offset=28 (local.get $p)) (i32.const 4))))
          (call $on-request
            (call $give (i32.add (i32.load offset=0 (local.get $p)) (local.get $delta)) (i32.load offset=4 (local.get $p))) (i32.load offset=4 (local.get $p))
            (call $give (i32.add (i32.load offset=8 (local.get $p)) (local.get $delta)) (i32.load offset=12 (local.get $p))) (i32.load offset=12 (local.get $p))
            (call $give (i32.add (i32.load offset=16 (local.get $p)) (local.get $delta)) (i32.load offset=20 (local.get $p))) (i32.load offset=20 (local.get $p))
            (call $give-headers (i32.add (local.get $p) (i32.const 64)) (i32.load offset=28 (local.get $p)) (local.get $delta)) (i32.load offset=28 (local.get $p))
            (call $give (i32.add (i32.load offset=32 (local.get $p)) (local.get $delta)) (i32.load offset=36 (local.get $p))) (i32.load offset=36 (local.get $p))
            (call $give (i32.add (i32.load offset=40 (local.get $p)) (local.get $delta)) (i32.load offset=44 (local.get $p))) (i32.load offset=44 (local.get $p))
            (i64.or
              (i64.load32_u offset=48 (local.get $p))
              (i64.or
                (i64.shl (i64.load32_u offset=52 (local.get $p)) (i64.const 28))
                (i64.shl (i64.load32_u offset=56 (local.get $p)) (i64.const 56))))))
        """;

    private static string RunResponse(string name) => $"""
        (func $run-{name} (param $p i32) (result i32) (local $delta i32)
          (local.set $delta (i32.sub (local.get $p) (i32.const 1024)))
          (call $decode (local.get $p) (i32.add (local.get $p) (i32.const 32)))
          (call $decode (i32.add (local.get $p) (i32.const 32))
            (i32.add (i32.add (local.get $p) (i32.const 32)) (i32.shl (i32.load offset=12 (local.get $p)) (i32.const 4))))
          (call ${name}
            (i32.load offset=0 (local.get $p))
            (call $give-headers (i32.add (local.get $p) (i32.const 32)) (i32.load offset=12 (local.get $p)) (local.get $delta)) (i32.load offset=12 (local.get $p))
            (call $give (i32.add (i32.load offset=16 (local.get $p)) (local.get $delta)) (i32.load offset=20 (local.get $p))) (i32.load offset=20 (local.get $p))))
        """;
}
