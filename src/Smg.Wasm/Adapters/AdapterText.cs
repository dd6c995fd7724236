using Smg.Wasm.Interop;

namespace Smg.Wasm.Adapters;

/// <summary>What the adapters of all worlds have in common, as text.</summary>
internal static class AdapterText
{
    /// <summary>The name of the core module with the adapter's memory, as backtraces show it.</summary>
    public const string MemoryModule = "smg-bridge-memory";

    /// <summary>Where a new block begins: aligned for everything.</summary>
    public const string AlignToEight = "(i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8))";

    /// <summary>Where a new block begins: aligned as it asks for, so that texts have no bytes between them.</summary>
    public const string AlignAsAsked = """
        (i32.and
          (i32.add (global.get $heap) (i32.sub (local.get $align) (i32.const 1)))
          (i32.sub (i32.const 0) (local.get $align)))
        """;

    /// <summary>Clears the bytes between the block before and a new one, which a call before has left.</summary>
    public const string ClearPadding = """
        (if (i32.gt_u (local.get $p) (global.get $heap))
          (then (memory.fill (global.get $heap) (i32.const 0) (i32.sub (local.get $p) (global.get $heap)))))
        """;

    /// <summary>
    /// The function <c>$decode</c>. Numbers come as four bytes of seven bits: it turns those between two addresses into plain ones.
    /// </summary>
    public const string Decode = """
        (func $decode (param $p i32) (param $end i32) (local $x i32)
          (block $done
            (loop $next
              (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
              (local.set $x (i32.load (local.get $p)))
              (i32.store (local.get $p)
                (i32.or
                  (i32.or (i32.and (local.get $x) (i32.const 0x7f)) (i32.and (i32.shr_u (local.get $x) (i32.const 1)) (i32.const 0x3f80)))
                  (i32.or (i32.and (i32.shr_u (local.get $x) (i32.const 2)) (i32.const 0x1fc000)) (i32.and (i32.shr_u (local.get $x) (i32.const 3)) (i32.const 0xfe00000)))))
              (local.set $p (i32.add (local.get $p) (i32.const 4)))
              (br $next))))
        """;

    /// <summary>
    /// The core instance <c>$m</c>: memory and a bump allocator that grows or shrinks its newest block in place, and forgets everything
    /// after each call.
    /// <c>give-up</c> ends a call that needs more memory than there is.
    /// </summary>
    /// <param name="place">Where a new block begins.</param>
    /// <param name="prepare">What is done before a block <c>$p</c> is given out.</param>
    public static string Memory(string place, string prepare = "") =>
        $"""
            (core module ${MemoryModule}
              (memory (export "memory") 1)
              (global $heap (mut i32) (i32.const 1024))
              (global $last (mut i32) (i32.const 0))
              (func $give-up (export "give-up") unreachable)
              (func (export "realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
                (local $p i32) (local $end i32)
                (if (i32.and (i32.ne (local.get $old) (i32.const 0)) (i32.eq (local.get $old) (global.get $last)))
                  (then (local.set $p (local.get $old)))
                  (else (local.set $p {place})))
                (local.set $end (i32.add (local.get $p) (local.get $size)))
                (if (i32.lt_u (local.get $end) (local.get $p)) (then unreachable))
                (block $fits
                  (br_if $fits (i32.le_u (local.get $end) (i32.shl (memory.size) (i32.const 16))))
                  (br_if $fits (i32.ne (i32.const -1) (memory.grow (i32.add (i32.const 1)
                    (i32.shr_u (i32.sub (local.get $end) (i32.shl (memory.size) (i32.const 16))) (i32.const 16))))))
                  unreachable)
                {prepare}
                (if (i32.and (i32.ne (local.get $old) (i32.const 0)) (i32.ne (local.get $old) (local.get $p)))
                  (then (memory.copy (local.get $p) (local.get $old) (local.get $old-size))))
                (global.set $heap (local.get $end))
                (global.set $last (local.get $p))
                (local.get $p))
              (func (export "top") (result i32) (global.get $heap))
              (func (export "reset") (param i32) (global.set $heap (i32.const 1024)) (global.set $last (i32.const 0))))
            (core instance $m (instantiate ${MemoryModule}))
            """;

    /// <summary>The guest's function as a core function <c>$lowered-</c> with its name behind.</summary>
    public static string Lower(string function) =>
        $$"""
            (core func $lowered-{{function}} (canon lower (func ${{function}})
              (memory (core memory $m "memory")) (realloc (core func $m "realloc")) string-encoding=utf8))
            """;

    /// <summary>The binary form of an adapter's whole text.</summary>
    public static byte[] Parse(string text) =>
        ComponentHandle.ParseText(text, out NativeError? error) ?? throw new InvalidOperationException(error!.Message);
}
