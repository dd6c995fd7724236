using Smg.Wasm.Failures;
using Smg.Wasm.Options;
using static Smg.Hostile.Tests.Provocation;

namespace Smg.Hostile.Tests;

/// <summary>Guests that do not end: stopped, and not early.</summary>
[Trait("Category", "Hostile")]
public sealed class TimeTests
{
    [Fact]
    public async Task A_loop_in_the_start_function_times_out_in_instantiation() =>
        await TimesOut(new WatGuest { Core = $"(func $s {Loop}) (start $s)" }, FailureStage.Instantiate);

    [Fact]
    public async Task A_loop_in_realloc_times_out() => await TimesOut(new WatGuest { Realloc = Loop }, FailureStage.Call);

    [Fact]
    public async Task A_loop_in_post_return_times_out() => await TimesOut(new WatGuest { PostReturn = Loop }, FailureStage.Call);

    [Fact]
    public async Task Endless_filling_of_memory_times_out() =>
        await TimesOut(
            new WatGuest
            {
                Memory = """(memory (export "memory") 256)""",
                OnRequest = "(loop $again (memory.fill (i32.const 0) (i32.const 1) (i32.const 0x1000000)) (br $again)) unreachable",
            },
            FailureStage.Call
        );

    [Theory]
    [InlineData(CallPath.Bridge, true, Dispatch.Inline)]
    [InlineData(CallPath.Bridge, true, Dispatch.Workers)]
    [InlineData(CallPath.Bridge, false, Dispatch.Inline)]
    [InlineData(CallPath.Bridge, false, Dispatch.Workers)]
    [InlineData(CallPath.Dynamic, false, Dispatch.Inline)]
    [InlineData(CallPath.Dynamic, false, Dispatch.Workers)]
    public async Task An_endless_loop_times_out(CallPath path, bool directMemory, Dispatch dispatch) =>
        await TimesOut(
            new WatGuest { OnRequest = Loop },
            FailureStage.Call,
            Options with
            {
                CallPath = path,
                DirectMemory = directMemory,
                Dispatch = dispatch,
            }
        );

    [Fact]
    public async Task A_loop_that_calls_times_out() =>
        await TimesOut(
            new WatGuest { OnRequest = "(loop $again (call $f) (br $again)) unreachable", Core = "(func $f)" },
            FailureStage.Call
        );

    [Fact]
    public async Task Endless_copying_of_memory_times_out() =>
        await TimesOut(
            new WatGuest
            {
                Memory = """(memory (export "memory") 256)""",
                OnRequest = "(loop $again (memory.copy (i32.const 0) (i32.const 0x800000) (i32.const 0x800000)) (br $again)) unreachable",
            },
            FailureStage.Call
        );
}
