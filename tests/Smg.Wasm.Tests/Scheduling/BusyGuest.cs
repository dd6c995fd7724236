using Smg.Wasm.Modules;

namespace Smg.Wasm.Tests.Scheduling;

/// <summary>A guest that counts down before it continues.</summary>
internal static class BusyGuest
{
    /// <summary>Makes one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rounds">Rounds of the loop, somewhat below a nanosecond each.</param>
    public static WasmModule Create(string name, int rounds) =>
        new WatGuest
        {
            // Each round needs the one before: the compiler cannot leave the loop out.
            OnRequest = $"""
                (local.set $i (i32.const {rounds}))
                (loop $again
                  (i32.store (i32.const 64) (i32.add (i32.load (i32.const 64)) (local.get $i)))
                  (br_if $again (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
                (i32.const 16)
                """,
        }.ToModule(name);
}
