using Smg.Wasm.Contract;
using Smg.Wasm.Fixtures.CanonicalAbi;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.CanonicalAbi;

/// <summary>Guests at the edges of the canonical ABI answer as an independent host says, in every form of call.</summary>
public sealed class AbiGuestTests
{
    private static readonly WasmRuntimeOptions Options = new()
    {
        CompileGuard = CompileGuard.None,
        MaxHeaderBytes = 16 << 20,
        MaxExecutionTimeMs = 20_000,
        PoolSize = 4,
    };

    public static TheoryData<string> Guests => [.. AbiGuests.Outcomes.Keys];

    [Theory]
    [MemberData(nameof(Guests))]
    public async Task A_guest_answers_as_the_canonical_ABI_says(string guest)
    {
        using WasmRuntime runtime = new(Options);
        Assert.Equal(AbiGuests.Outcomes[guest], await Answer(runtime, guest));
    }

    [Theory]
    [MemberData(nameof(Guests))]
    public async Task A_guest_answers_the_same_as_a_component(string guest)
    {
        using WasmRuntime runtime = new(Options with { DirectMemory = false });
        Assert.Equal(AbiGuests.Outcomes[guest], await Answer(runtime, guest));
    }

    [Theory]
    [MemberData(nameof(Guests))]
    public async Task A_guest_answers_the_same_when_the_body_crosses_as_values(string guest)
    {
        using WasmRuntime runtime = new(Options with { CallPath = CallPath.Dynamic });
        Assert.Equal(AbiGuests.Outcomes[guest], await Answer(runtime, guest));
    }

    [Theory]
    [MemberData(nameof(Guests))]
    public async Task A_guest_answers_the_same_in_an_instance_that_may_be_used_again(string guest)
    {
        using WasmRuntime runtime = new(Options with { InstanceUses = 2 });
        Assert.Equal(AbiGuests.Outcomes[guest], await Answer(runtime, guest));
    }

    [Theory]
    [MemberData(nameof(Guests))]
    public async Task A_guest_answers_the_same_in_an_instance_that_was_reset(string guest)
    {
        using WasmRuntime runtime = new(Options with { KeptInstances = 1, InlineConcurrency = 1 });
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(AbiGuests.Outcomes[guest], await Answer(runtime, guest));
        }
    }

    [Theory]
    [InlineData("third-call-traps")]
    [InlineData("third-post-return-traps")]
    [InlineData("post-return-counts-calls")]
    public async Task The_third_call_answers_as_the_first_in_a_fresh_instance(string guest)
    {
        using WasmRuntime runtime = new(Options);
        WasmModule module = AbiGuests.Load(guest);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(
                AbiGuests.Outcomes[guest],
                AbiOutcome.Of(await runtime.ExecuteAsync(module, AttachPoint.OnRequest, AbiGuests.Request))
            );
        }
    }

    private static async Task<AbiOutcome> Answer(WasmRuntime runtime, string guest) =>
        AbiOutcome.Of(await runtime.ExecuteAsync(AbiGuests.Load(guest), AttachPoint.OnRequest, AbiGuests.Request));
}
