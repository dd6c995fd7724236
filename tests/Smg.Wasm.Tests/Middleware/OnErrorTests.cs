using System.Text;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Middleware;

public sealed class OnErrorTests
{
    private static readonly ExecutionFailure Failure = new("auth", FailureStage.Call, FailureCause.Timeout, "");

    private static readonly MiddlewareResponse Answer = new()
    {
        Status = 500,
        Headers = [new Header("x-request-id", "1"), .. FailureHeaders.Of(Failure)],
    };

    /// <summary>Answers with 503 and the value of the last header.</summary>
    private static readonly WatGuest TellsTheLastHeader = new()
    {
        OnError = """
            (i32.store8 (i32.const 16) (i32.const 2))
            (i32.store8 (i32.const 20) (i32.const 1)) (i32.store16 (i32.const 22) (i32.const 503))
            (i32.store8 (i32.const 48) (i32.const 1))
            (local.set $i (i32.add (local.get 1) (i32.sub (i32.shl (local.get 2) (i32.const 4)) (i32.const 8))))
            (i32.store (i32.const 52) (i32.load (local.get $i)))
            (i32.store (i32.const 56) (i32.load offset=4 (local.get $i)))
            (i32.const 16)
            """,
    };

    [Theory]
    [InlineData(CallPath.Bridge, false)]
    [InlineData(CallPath.Bridge, true)]
    [InlineData(CallPath.Dynamic, false)]
    public async Task A_module_makes_an_answer_of_what_went_wrong(CallPath path, bool hasOnResponse)
    {
        WasmModule module = (hasOnResponse ? TellsTheLastHeader with { OnResponse = WatGuest.Continue } : TellsTheLastHeader).ToModule(
            "tells"
        );
        using WasmRuntime runtime = new(new WasmRuntimeOptions { ThreadPoolSize = 1, CallPath = path });
        ChainResult<MiddlewareResponse> result = await new MiddlewareChain(runtime).RunOnErrorAsync([new ChainLink(module)], Answer);
        Assert.Equal(
            (ChainOutcome.Forward, 503, "Timeout"),
            (result.Outcome, result.Message!.Status, Encoding.UTF8.GetString(result.Message.Body.ToArray()))
        );

        // The other functions of the same component are where they were.
        Assert.True((await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request)).Succeeded);
        Assert.Equal(hasOnResponse, (await runtime.ExecuteAsync(module, AttachPoint.OnResponse, Answer)).Succeeded);
    }

    [Fact]
    public async Task A_module_that_fails_is_passed_over_whatever_its_policy()
    {
        WasmModule traps = new WatGuest { OnError = "unreachable" }.ToModule("traps");
        using WasmRuntime runtime = new(new WasmRuntimeOptions { ThreadPoolSize = 1 });
        ChainLink[] links =
        [
            new(traps),
            new(ActionGuest.Modify(new ModifyAction { Status = 99 })),
            new(TellsTheLastHeader.ToModule("tells")),
        ];
        ChainResult<MiddlewareResponse> result = await new MiddlewareChain(runtime).RunOnErrorAsync(links, Answer);
        Assert.Equal((ChainOutcome.Forward, 503), (result.Outcome, result.Message!.Status));
        Assert.Equal([ChainNoteKind.FailedOpen, ChainNoteKind.FailedOpen], result.Notes.Select(note => note.Kind));
    }

    [Fact]
    public async Task A_module_that_rejects_takes_another_status()
    {
        using WasmRuntime runtime = new(new WasmRuntimeOptions { ThreadPoolSize = 1 });
        ChainResult<MiddlewareResponse> result = await new MiddlewareChain(runtime).RunOnErrorAsync(
            [new ChainLink(ActionGuest.Reject(418))],
            Answer
        );
        Assert.Equal((ChainOutcome.Reject, 418), (result.Outcome, result.Rejection!.Status));
    }

    [Theory]
    [InlineData("smg-failure-cause", true)]
    [InlineData("SMG-Failure-Anything", true)]
    [InlineData("x-smg-failure-cause", false)]
    public void Headers_for_modules_are_known_by_name(string name, bool expected) => Assert.Equal(expected, FailureHeaders.IsOne(name));
}
