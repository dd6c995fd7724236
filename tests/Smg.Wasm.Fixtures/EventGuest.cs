using Smg.Wasm.Modules;

namespace Smg.Wasm.Fixtures;

/// <summary>
/// A guest at OnEvent written as text. The function's locals are the event's twelve parts; the global <c>$calls</c> counts its calls, this
/// one included. It returns the address of an action.
/// </summary>
/// <param name="Code">What it does.</param>
public sealed record EventGuest(string Code)
{
    /// <summary>The case <c>pass</c>.</summary>
    public const int Pass = 0;

    /// <summary>The case <c>drop</c>.</summary>
    public const int Drop = 2;

    /// <summary>The case <c>end</c>, without events.</summary>
    public const int End = 3;

    /// <summary>Decides on the first event of a stream, and lets all others pass.</summary>
    public static EventGuest First(int action) =>
        new(
            $"(i32.store8 (i32.const 16) (select (i32.const {action}) (i32.const {Pass}) (i32.eq (global.get $calls) (i32.const 1)))) "
                + "(i32.const 16)"
        );

    /// <summary>Does something at the second event of a stream, and lets the first pass.</summary>
    public static EventGuest Second(string code) => new($"(if (i32.eq (global.get $calls) (i32.const 2)) (then {code})) (i32.const 16)");

    /// <summary>The module. Its dry run is three calls of one instance.</summary>
    public WasmModule ToModule(string name) => WasmModule.FromBytes(name, WatGuest.Parse(ToText()));

    private string ToText() =>
        $$"""
            (component
              (type $types (instance
                (type $text (option string)) (type $lines (list string))
                (type $e (record (field "event-type" $text) (field "id" $text) (field "data" $text) (field "other-lines" $lines)))
                (export "stream-event" (type $event (eq $e)))
                (type $events (list $event))
                (type $a (variant (case "pass") (case "rewrite" $events) (case "drop") (case "end" $events)))
                (export "event-action" (type (eq $a)))))
              (import "event-types" (instance $t (type $types)))
              (alias export $t "stream-event" (type $stream-event))
              (alias export $t "event-action" (type $event-action))
              (core module $m
                (memory (export "memory") 1)
                (global $heap (mut i32) (i32.const 4096))
                (global $calls (mut i32) (i32.const 0))
                (func $realloc (export "realloc") (param i32 i32 i32 i32) (result i32) (local $p i32) {{WatGuest.BumpRealloc}})
                (func (export "on-event") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
                  (global.set $calls (i32.add (global.get $calls) (i32.const 1))) {{Code}}))
              (core instance $i (instantiate $m))
              (func $on-event (param "event" (option $stream-event)) (result $event-action)
                (canon lift (core func $i "on-event") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
              (instance $ev (export "on-event" (func $on-event)))
              (export "smg:gateway/middleware-on-event" (instance $ev)))
            """;
}
