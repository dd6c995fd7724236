using System.Text;
using Smg.Wasm.Contract;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Middleware;

public sealed class MiddlewareChainTests
{
    private static readonly WasmRuntimeOptions Options = new() { PoolSize = 16, ThreadPoolSize = 1 };

    private static readonly Header Key = new("X-Api-Key", "secret-api-key-12345");

    private static readonly WasmModule AddsKey = ActionGuest.Modify(new ModifyAction { HeadersSet = [Key] }, "adds key");

    private static readonly MiddlewareResponse Response = new()
    {
        Status = 200,
        Headers = [new Header("content-type", "text/plain"), new Header("Content-Length", "11"), new Header("x-upstream", "u")],
        Body = "a secret, b"u8.ToArray(),
    };

    [Fact]
    public async Task A_chain_without_modules_forwards_the_message_itself()
    {
        ChainResult<MiddlewareRequest> result = await OnRequest([], Guests.Request);
        Assert.Equal(ChainOutcome.Forward, result.Outcome);
        Assert.Same(Guests.Request, result.Message);
    }

    [Theory]
    [InlineData(Dispatch.Inline)]
    [InlineData(Dispatch.Workers)]
    public async Task Modules_that_continue_forward_the_message_itself(Dispatch dispatch)
    {
        ChainResult<MiddlewareRequest> result = await OnRequest(
            [Guests.Continues, BuiltGuests.Load("minimal"), Guests.Continues],
            Guests.Request,
            dispatch: dispatch
        );
        Assert.Same(Guests.Request, result.Message);
        Assert.Null(result.Rejection);
        Assert.Empty(result.Notes);
    }

    [Fact]
    public async Task A_modification_without_content_forwards_the_message_itself() =>
        Assert.Same(Guests.Request, (await OnRequest([ActionGuest.Modify(new ModifyAction())], Guests.Request)).Message);

    [Theory]
    [InlineData(Dispatch.Inline)]
    [InlineData(Dispatch.Workers)]
    public async Task A_rejection_is_the_last_word(Dispatch dispatch)
    {
        ChainResult<MiddlewareRequest> result = await OnRequest(
            [Guests.Continues, Guests.Rejects, ActionGuest.Reject(403)],
            Guests.Request,
            dispatch: dispatch
        );
        Assert.Equal((ChainOutcome.Reject, null), (result.Outcome, result.Message));
        Assert.Equal(new ChainRejection(418, "rejects", Failure: null), result.Rejection);
        Assert.Empty(result.Notes);
    }

    [Theory]
    [InlineData(Dispatch.Inline)]
    [InlineData(Dispatch.Workers)]
    public async Task A_module_sees_what_the_one_before_it_changed(Dispatch dispatch)
    {
        ChainResult<MiddlewareRequest> result = await OnRequest([AddsKey, BuiltGuests.Load("auth")], Guests.Request, dispatch: dispatch);
        Assert.Equal([Guests.Request.Headers[0], Key], result.Message!.Headers);
        Assert.Equal(Guests.Request with { Headers = result.Message.Headers }, result.Message);
    }

    [Fact]
    public async Task A_module_does_not_see_what_a_later_one_changes() =>
        Assert.Equal(
            new ChainRejection(401, "auth", Failure: null),
            (await OnRequest([BuiltGuests.Load("auth"), AddsKey], Guests.Request)).Rejection
        );

    [Fact]
    public async Task A_module_does_not_see_what_the_one_before_it_removed()
    {
        WasmModule removes = ActionGuest.Modify(new ModifyAction { HeadersRemove = ["x-api-KEY"] });
        ChainResult<MiddlewareRequest> result = await OnRequest(
            [removes, BuiltGuests.Load("auth")],
            Guests.Request with
            {
                Headers = [Key],
            }
        );
        Assert.Equal((ushort)401, result.Rejection!.Status);
    }

    [Fact]
    public async Task A_request_that_was_changed_keeps_what_was_not()
    {
        MiddlewareRequest request = Guests.Request with { Headers = [Key], Body = "a secret"u8.ToArray() };
        MiddlewareRequest changed = (await OnRequest([BuiltGuests.Load("body-rewrite")], request)).Message!;
        Assert.Equal(request with { Headers = changed.Headers, Body = changed.Body }, changed);
        Assert.Equal([Key, new Header("x-body-rewritten", "true")], changed.Headers);
        Assert.Equal("a ******", Encoding.UTF8.GetString(changed.Body.ToMemory().Span));
        Assert.Equal("a secret", Encoding.UTF8.GetString(request.Body.ToMemory().Span));
    }

    [Fact]
    public async Task A_response_gets_status_headers_and_body_of_its_modules()
    {
        WasmModule changes = ActionGuest.Modify(new ModifyAction { Status = 500, HeadersRemove = ["x-upstream"] });
        MiddlewareResponse changed = (
            await OnResponse([changes, BuiltGuests.Load("logging"), BuiltGuests.Load("body-rewrite")], Response)
        ).Message!;
        Assert.Equal(503, changed.Status);
        Assert.Equal([.. Response.Headers.Take(2), new Header("x-body-rewritten", "true")], changed.Headers);
        Assert.Equal("a ******, b", Encoding.UTF8.GetString(changed.Body.ToMemory().Span));
    }

    [Fact]
    public async Task A_rejected_response_leaves_nothing_of_the_upstreams()
    {
        ChainResult<MiddlewareResponse> result = await OnResponse([ActionGuest.Reject(451)], Response);
        Assert.Null(result.Message);
        MiddlewareResponse answer = result.Rejection!.ToResponse();
        Assert.Equal((451, 0, 0), (answer.Status, answer.Headers.Count, answer.Body.Length));
    }

    [Fact]
    public async Task A_status_means_nothing_on_a_request()
    {
        ChainResult<MiddlewareRequest> result = await OnRequest([ActionGuest.Modify(new ModifyAction { Status = 9 })], Guests.Request);
        Assert.Same(Guests.Request, result.Message);
        Assert.Empty(result.Notes);
    }

    [Theory]
    [InlineData(FailurePolicy.Closed)]
    [InlineData(FailurePolicy.Open)]
    public async Task A_client_that_is_gone_stops_the_chain_whatever_the_policy(FailurePolicy policy)
    {
        using CancellationTokenSource gone = new();
        await gone.CancelAsync();
        ChainResult<MiddlewareRequest> result = await OnRequest(
            [Guests.Continues, Guests.Rejects],
            Guests.Request,
            policy,
            token: gone.Token
        );
        Assert.Equal((ChainOutcome.Cancelled, null, null), (result.Outcome, result.Message, result.Rejection));
    }

    [Theory]
    [InlineData(Dispatch.Inline)]
    [InlineData(Dispatch.Workers)]
    public async Task A_client_that_goes_while_a_module_runs_stops_the_chain(Dispatch dispatch)
    {
        using WasmRuntime runtime = new(Options with { Dispatch = dispatch, MaxExecutionTimeMs = 60_000 });
        using CancellationTokenSource gone = new();
        ChainLink[] links = [new(Guests.LoopsForever, FailurePolicy.Open), new(Guests.Rejects, FailurePolicy.Open)];
        Task<ChainResult<MiddlewareRequest>> run = Task.Run(async () =>
            await new MiddlewareChain(runtime).RunOnRequestAsync(links, Guests.Request, gone.Token)
        );
        await runtime.RunAsync(calls: 1);
        await gone.CancelAsync();
        ChainResult<MiddlewareRequest> result = await run.EndsAsync();
        Assert.Equal((ChainOutcome.Cancelled, null, null), (result.Outcome, result.Message, result.Rejection));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Modules_that_continue_at_once_cost_no_memory(int count)
    {
        const int Runs = 200;
        // A call that counted as long would send the next to a worker.
        using WasmRuntime runtime = new(Options with { Dispatch = Dispatch.Inline }, null, Eventually.Limit);
        Assert.Null(await runtime.PrepareAsync(Guests.Continues));
        MiddlewareChain chain = new(runtime);
        IChainLink[] links = [.. Enumerable.Repeat(new ChainLink(Guests.Continues), count)];
        Eventually.AllocatesNothing(() => Repeat(chain, links, Runs));
    }

    private static void Repeat(MiddlewareChain chain, IReadOnlyList<IChainLink> links, int runs)
    {
        for (int i = 0; i < runs; i++)
        {
            ValueTask<ChainResult<MiddlewareRequest>> run = chain.RunOnRequestAsync(links, Guests.Request);
            Assert.True(run.IsCompletedSuccessfully);
            Assert.Same(Guests.Request, run.Result.Message);
        }
    }

    private static async Task<ChainResult<MiddlewareRequest>> OnRequest(
        WasmModule[] modules,
        MiddlewareRequest request,
        FailurePolicy policy = FailurePolicy.Closed,
        Dispatch dispatch = Dispatch.Inline,
        CancellationToken token = default
    )
    {
        using WasmRuntime runtime = new(Options with { Dispatch = dispatch, MaxExecutionTimeMs = 20_000 });
        return await new MiddlewareChain(runtime).RunOnRequestAsync(
            [.. modules.Select(module => new ChainLink(module, policy))],
            request,
            token
        );
    }

    private static async Task<ChainResult<MiddlewareResponse>> OnResponse(WasmModule[] modules, MiddlewareResponse response)
    {
        using WasmRuntime runtime = new(Options);
        return await new MiddlewareChain(runtime).RunOnResponseAsync([.. modules.Select(module => new ChainLink(module))], response);
    }
}
