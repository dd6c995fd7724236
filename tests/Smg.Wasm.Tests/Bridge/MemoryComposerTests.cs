using CsCheck;
using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Bridge;

public sealed class MemoryComposerTests
{
    private const int Pages = 8;
    private const int BeyondWritten = 3 << 16;

    private static readonly WasmRuntimeOptions Options = new() { PoolSize = 4, MaxMemoryPages = 12 };

    [Fact]
    public void Sizes_and_results_of_growth_are_those_of_the_guest_as_written()
    {
        using WasmRuntime runtime = new(Options);
        Gen.Select(Gen.Int[1, 4], Gen.Int[0, 16], Gen.OneOf(Gen.Int[0, 6], Gen.Const(-1), Gen.Int[10, 70_000]).Array[1, 8]).Sample(
            (min, room, steps) =>
            {
                string max = room == 16 ? "" : $" {min + room}";
                WasmModule module = new WatGuest
                {
                    Memory = $"""(memory (export "memory") {min}{max})""",
                    Core = "(global $hash (mut i32) (i32.const 17))",
                    OnRequest = string.Concat(steps.Select(step => Mix($"(memory.grow (i32.const {step}))") + Mix("(memory.size)")))
                        + "(i32.store8 (i32.const 64) (i32.const 1)) (i32.store16 (i32.const 68) (i32.add (i32.const 400) (i32.rem_u (global.get $hash) (i32.const 199)))) (i32.const 64)",
                }.ToModule("grower");
                ExecutionResult written = Run(runtime, module);
                ExecutionResult pregrown = Run(runtime, module.WithInitialPages(Pages));
                Assert.True(written.Succeeded);

                // A memory whose own maximum leaves no room has no such form.
                if (pregrown.Failure is { } failure)
                {
                    Assert.True(room == 0, failure.ToString());
                    return;
                }

                Assert.Equal(written.Answer, pregrown.Answer);
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public void What_a_call_writes_past_its_size_is_not_there_for_the_next()
    {
        using WasmRuntime runtime = new(Options);
        WasmModule module = Leaver().ToModule("leaver");
        WasmModule form = module.WithInitialPages(Pages);
        for (int i = 0; i < 20; i++)
        {
            Assert.Null(Run(runtime, form, "/write-a-secret").Failure);
            Assert.Null(Run(runtime, form, "/").Failure);
        }
    }

    [Fact]
    public void An_access_past_the_written_size_traps_as_written_and_reaches_zeros_in_the_pages_that_are_there()
    {
        using WasmRuntime runtime = new(Options);
        WasmModule module = Leaver().ToModule("leaver");
        Assert.Equal(TrapKind.MemoryOutOfBounds, Run(runtime, module, "/").Failure?.Trap);
        Assert.Null(Run(runtime, module.WithInitialPages(Pages), "/").Failure);
    }

    private static string Mix(string value) => $"(global.set $hash (i32.add (i32.mul (global.get $hash) (i32.const 31)) {value}))";

    /// <summary>Writes past its size for a long path; else traps where it reads something there.</summary>
    private static WatGuest Leaver() => new()
    {
        OnRequest = $"""
            (if (i32.eqz (memory.size)) (then (drop (memory.grow (i32.const 1)))))
            (if (i32.gt_u (local.get 3) (i32.const 1))
              (then (memory.fill (i32.const {BeyondWritten}) (i32.const 171) (i32.const 200000)))
              (else
                (local.set $i (i32.const {BeyondWritten}))
                (loop $next
                  (if (i32.load8_u (local.get $i)) (then unreachable))
                  (local.set $i (i32.add (local.get $i) (i32.const 1)))
                  (br_if $next (i32.lt_u (local.get $i) (i32.const {BeyondWritten + 200_000}))))))
            (i32.const 16)
            """,
    };

    private static ExecutionResult Run(WasmRuntime runtime, WasmModule module, string path = "/")
        => runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request with { Path = path }).AsTask().GetAwaiter().GetResult();
}
