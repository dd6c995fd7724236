using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Options;
using static Smg.Hostile.Tests.Provocation;

namespace Smg.Hostile.Tests;

/// <summary>Guests that recurse without end, on every kind of thread that calls run on.</summary>
[Trait("Category", "Hostile")]
public sealed class StackTests
{
    [Theory]
    [InlineData(Dispatch.Inline, 64 << 10)]
    [InlineData(Dispatch.Inline, 1 << 20)]
    [InlineData(Dispatch.Inline, 16 << 20)]
    [InlineData(Dispatch.Workers, 64 << 10)]
    [InlineData(Dispatch.Workers, 16 << 20)]
    public async Task Endless_recursion_uses_up_the_stack(Dispatch dispatch, int stack)
    {
        ExecutionFailure failure = await Fail(Guests.RecursesForever, Options with { Dispatch = dispatch, MaxStackSize = stack });
        Assert.Equal((FailureStage.Call, FailureCause.StackExhausted), (failure.Stage, failure.Cause));
    }

    [Fact]
    public async Task Endless_recursion_on_the_dynamic_path_uses_up_the_stack() =>
        await Fails(
            Guests.RecursesForever,
            FailureStage.Call,
            FailureCause.StackExhausted,
            Options with
            {
                CallPath = CallPath.Dynamic,
                MaxStackSize = 16 << 20,
            }
        );

    [Fact]
    public async Task Endless_recursion_in_the_start_function_uses_up_the_stack() =>
        await Fails(new WatGuest { Core = "(func $s (call $s)) (start $s)" }, FailureStage.Instantiate, FailureCause.StackExhausted);

    [Fact]
    public async Task Endless_recursion_in_realloc_uses_up_the_stack()
    {
        const string Recursion = "(call $realloc (local.get 0) (local.get 1) (local.get 2) (local.get 3))";
        await Fails(new WatGuest { Realloc = Recursion }, FailureStage.Call, FailureCause.StackExhausted);
    }

    /// <summary>Such a thread cannot hold the guest's stack: its calls go to a worker, whose stack is made to fit.</summary>
    [Theory]
    [InlineData(256 << 10, 1 << 20)]
    [InlineData(4 << 20, 16 << 20)]
    public void A_caller_with_a_small_stack_lives_through_endless_recursion(int callerStack, int guestStack)
    {
        using WasmRuntime runtime = new(Options with { MaxStackSize = guestStack });
        ExecutionResult result = default;
        Thread caller = new(
            () =>
                result = runtime
                    .ExecuteAsync(Guests.RecursesForever, AttachPoint.OnRequest, Guests.Request)
                    .AsTask()
                    .GetAwaiter()
                    .GetResult(),
            callerStack
        );
        caller.Start();
        caller.Join();
        Assert.Equal(FailureCause.StackExhausted, result.Failure?.Cause);
    }
}
