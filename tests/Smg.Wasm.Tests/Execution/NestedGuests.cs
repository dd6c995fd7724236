using Smg.Wasm.Modules;

namespace Smg.Wasm.Tests.Execution;

/// <summary>Guests in a nested component, with others beside it, as tools that add stubs for WASI make them.</summary>
internal static class NestedGuests
{
    /// <summary>A component with a start function.</summary>
    public const string Stub = "(component $stub (core module $n (func $s) (start $s)) (core instance (instantiate $n)))";

    /// <summary>Another instance of the guest.</summary>
    public const string MadeAgain = """(instance (instantiate $guest (with "smg:gateway/middleware-types" (instance $t))))""";

    /// <summary>A component that calls what it is given when it is instantiated.</summary>
    public const string Toucher = """
        (component $toucher (import "touch" (func $t)) (core func $l (canon lower (func $t)))
          (core module $n (import "" "t" (func $t)) (start $t))
          (core instance (instantiate $n (with "" (instance (export "t" (func $l)))))))
        """;

    /// <summary>
    /// A guest that rejects with 201, and with as much more as it was touched: a function that it exports, and gives to an instance of a
    /// component <c>$tt</c>.
    /// </summary>
    /// <param name="component">How it comes by that component and makes an instance of it; empty for a guest that does not.</param>
    public static WatGuest Touched(string component) =>
        new()
        {
            Core = """
                (global $touched (mut i32) (i32.const 0))
                (func (export "touch") (global.set $touched (i32.add (global.get $touched) (i32.const 1))))
                """,
            Component = $"""(func $touch (export "touch") (canon lift (core func $i "touch"))) {component}""",
            OnRequest = """
                (i32.store8 (i32.const 16) (i32.const 1))
                (i32.store16 (i32.const 20) (i32.add (i32.const 201) (global.get $touched)))
                (i32.const 16)
                """,
        };

    /// <summary>
    /// Guests that were touched when they were instantiated, by what comes to them in each way: components beside them, what is made after
    /// them, arguments of their own, and how they make it.
    /// </summary>
    public static TheoryData<string, string, string, string> Touching =>
        new()
        {
            { Toucher, """(instance (instantiate $toucher (with "touch" (func $g "touch"))))""", "", "" },
            { Toucher, "", "", "(alias outer 1 $toucher (component $tt))" + Make },
            { Toucher, "", """(with "tt" (component $toucher))""", """(import "tt" (component $tt (import "touch" (func))))""" + Make },
            {
                $"""(component $lib {Toucher} (export "code" (component $toucher))) (instance $l (instantiate $lib))""",
                "",
                """(with "lib" (instance $l))""",
                """
                    (import "lib" (instance $lib (export "code" (component (import "touch" (func))))))
                    (alias export $lib "code" (component $tt))
                    """ + Make
            },
            {
                Toucher,
                "",
                "",
                $"""
                    (component $inner (import "touch" (func $touch)) (alias outer 2 $toucher (component $tt)) {Make})
                    (instance (instantiate $inner (with "touch" (func $touch))))
                    """
            },
        };

    private const string Make = """(instance (instantiate $tt (with "touch" (func $touch))))""";

    /// <summary>Makes such a guest.</summary>
    /// <param name="beside">Components beside it.</param>
    /// <param name="made">What is instantiated before it.</param>
    /// <param name="after">What is instantiated after it.</param>
    /// <param name="guest">The guest; null for one that continues.</param>
    /// <param name="arguments">What it is given beside the types.</param>
    public static WasmModule Beside(string beside, string made = "", string after = "", WatGuest? guest = null, string arguments = "")
    {
        string text = (guest ?? new WatGuest()).ToText();
        string inner = "(component $guest" + text["(component".Length..];
        return WasmModule.FromBytes(
            "nested",
            WatGuest.Parse(
                $"""
                (component {WatGuest.Types}
                  {beside}
                  {inner}
                  {made}
                  (instance $g (instantiate $guest (with "smg:gateway/middleware-types" (instance $t)) {arguments}))
                  {after}
                  (alias export $g "smg:gateway/middleware-on-request" (instance $e))
                  (export "smg:gateway/middleware-on-request" (instance $e)))
                """
            )
        );
    }
}
