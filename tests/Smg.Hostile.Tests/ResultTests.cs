using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Options;
using static Smg.Hostile.Tests.Provocation;

namespace Smg.Hostile.Tests;

/// <summary>Guests that return an invalid action, or one that is too large.</summary>
[Trait("Category", "Hostile")]
public sealed class ResultTests
{
    [Theory]
    [InlineData("(i32.store (i32.const 100) (i32.const 0x7fffff00)) (i32.store (i32.const 104) (i32.const 1))")]
    [InlineData("(i32.store (i32.const 100) (i32.const 200)) (i32.store (i32.const 104) (i32.const 0x7fffffff))")]
    public async Task A_string_that_cannot_be_read_is_an_invalid_result(string store)
    {
        string body =
            $"{store} (i32.store8 (i32.const 16) (i32.const 2)) (i32.store (i32.const 40) (i32.const 100)) (i32.store (i32.const 44) "
            + "(i32.const 1)) (i32.const 16)";
        await Fails(new WatGuest { OnRequest = body }, FailureStage.Call, FailureCause.InvalidResult);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_string_that_is_not_UTF_8_is_an_invalid_result(int instanceUses)
    {
        const string Body = """
            (i32.store (i32.const 100) (i32.const 200)) (i32.store (i32.const 104) (i32.const 1)) (i32.store8 (i32.const 200)
              (i32.const 0xff))
            (i32.store8 (i32.const 16) (i32.const 2)) (i32.store (i32.const 40) (i32.const 100)) (i32.store (i32.const 44) (i32.const 1))
              (i32.const 16)
            """;
        ExecutionFailure failure = await Fail(new WatGuest { OnRequest = Body }, Options with { InstanceUses = instanceUses });
        Assert.Equal((FailureStage.Call, FailureCause.InvalidResult), (failure.Stage, failure.Cause));
    }

    [Theory]
    [InlineData("(i32.const 0x7fffff00)")]
    [InlineData("(i32.const 17)")]
    [InlineData("(i32.store8 (i32.const 16) (i32.const 9)) (i32.const 16)")]
    [InlineData("(i32.store8 (i32.const 16) (i32.const 2)) (i32.store8 (i32.const 20) (i32.const 5)) (i32.const 16)")]
    [InlineData(
        "(i32.store8 (i32.const 16) (i32.const 2)) (i32.store (i32.const 24) (i32.const 0x7fffff00)) (i32.store (i32.const 28) "
            + "(i32.const 1)) (i32.const 16)"
    )]
    [InlineData(
        "(i32.store8 (i32.const 16) (i32.const 2)) (i32.store (i32.const 24) (i32.const 101)) (i32.store (i32.const 28) (i32.const 1)) "
            + "(i32.const 16)"
    )]
    [InlineData(
        "(i32.store8 (i32.const 16) (i32.const 2)) (i32.store (i32.const 24) (i32.const 100)) (i32.store (i32.const 28) (i32.const -1)) "
            + "(i32.const 16)"
    )]
    public async Task An_action_that_cannot_be_read_is_an_invalid_result(string body) =>
        await Fails(new WatGuest { OnRequest = body }, FailureStage.Call, FailureCause.InvalidResult);

    [Theory]
    [InlineData("(i32.const 0x7ffffff0)")]
    [InlineData("(i32.const -1)")]
    [InlineData("(i32.const 65535)")]
    public async Task An_allocation_out_of_range_is_an_invalid_result(string realloc) =>
        await Fails(new WatGuest { Realloc = realloc }, FailureStage.Call, FailureCause.InvalidResult);

    [Fact]
    public async Task A_body_one_byte_above_the_limit_is_too_large()
    {
        WasmRuntimeOptions options = Options with { MaxBodySize = 1000 };
        using WasmRuntime runtime = new(options);
        ModifyAction action = Assert.IsType<ModifyAction>((await Run(runtime, ReplacesBody(1000))).Action);
        Assert.Equal(1000, action.BodyReplace!.Value.Length);
        await Fails(ReplacesBody(1001), FailureStage.Decode, FailureCause.OutputTooLarge, options);
    }

    [Theory]
    [InlineData(3_000_000)]
    [InlineData(10_000_000)]
    public async Task Bodies_above_what_component_values_carry_cross_on_every_path(int length)
    {
        foreach (
            (CallPath path, bool direct) in ((CallPath, bool)[])
                [(CallPath.Bridge, true), (CallPath.Bridge, false), (CallPath.Dynamic, false)]
        )
        {
            using WasmRuntime runtime = new(Options with { CallPath = path, DirectMemory = direct });
            ModifyAction action = Assert.IsType<ModifyAction>((await Run(runtime, ReplacesBody(length))).Action);
            Assert.Equal(length, action.BodyReplace!.Value.Length);
        }
    }

    [Fact]
    public async Task Overlapping_lists_that_expand_without_end_are_too_large()
    {
        // All bytes are 1, so every header's name and value is the same 16 MB of memory.
        WatGuest guest = new()
        {
            Memory = """(memory (export "memory") 600)""",
            OnRequest = """
                (memory.fill (i32.const 0x10000) (i32.const 1) (i32.const 0x2400000))
                (i32.store8 (i32.const 16) (i32.const 2))
                (i32.store (i32.const 24) (i32.const 0x10000)) (i32.store (i32.const 28) (i32.const 1000000))
                (i32.const 16)
                """,
        };
        await Fails(guest, FailureStage.Decode, FailureCause.OutputTooLarge);
    }

    private static WatGuest ReplacesBody(int length) =>
        new()
        {
            Memory = """(memory (export "memory") 200)""",
            OnRequest = $"""
                (i32.store8 (i32.const 16) (i32.const 2))
                (i32.store8 (i32.const 48) (i32.const 1)) (i32.store (i32.const 52) (i32.const 65536)) (i32.store (i32.const 56)
                  (i32.const {length}))
                (i32.const 16)
                """,
        };
}
