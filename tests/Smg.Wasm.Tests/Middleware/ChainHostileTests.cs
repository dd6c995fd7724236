using CsCheck;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Middleware;

/// <summary>Guests that fail, or decide what must not be done, and the message that results.</summary>
[Trait("Category", "Hostile")]
public sealed class ChainHostileTests
{
    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 16,
        ThreadPoolSize = 1,
        MaxExecutionTimeMs = 30_000,
    };

    private static readonly WasmModule Loops = Guests.LoopsForever.WithSettings(new ModuleSettings { MaxExecutionTimeMs = 200 });

    private static readonly MiddlewareRequest Request = Guests.Request with
    {
        Headers = [.. Guests.Request.Headers, new Header("Host", "upstream"), new Header("Content-Length", "13")],
    };

    private static readonly MiddlewareResponse Response = new()
    {
        Headers = [new Header("Content-Length", "4"), new Header("x-up", "1")],
        Body = "body"u8.ToArray(),
    };

    public static TheoryData<string, FailureCause> Failing =>
        new()
        {
            { "traps", FailureCause.Trap },
            { "loops", FailureCause.Timeout },
            { "recurses", FailureCause.StackExhausted },
        };

    [Theory]
    [MemberData(nameof(Failing))]
    public async Task A_module_that_fails_lets_nothing_pass(string guest, FailureCause cause)
    {
        ChainResult<MiddlewareRequest> result = await OnRequest(Request, new ChainLink(Guest(guest)), new ChainLink(Guests.Continues));
        Assert.Equal((ChainOutcome.Reject, null), (result.Outcome, result.Message));
        Assert.Equal((500, Guest(guest).Name, cause), (result.Rejection!.Status, result.Rejection.Module, result.Rejection.Failure!.Cause));
        ChainNote note = Assert.Single(result.Notes);
        Assert.Equal((ChainNoteKind.Failed, result.Rejection.Failure), (note.Kind, note.Failure));
    }

    [Theory]
    [MemberData(nameof(Failing))]
    public async Task A_module_that_fails_is_left_out_where_its_policy_says_so(string guest, FailureCause cause)
    {
        ChainResult<MiddlewareRequest> result = await OnRequest(
            Request,
            new ChainLink(Guest(guest), FailurePolicy.Open),
            new ChainLink(Guests.Continues)
        );
        Assert.Same(Request, result.Message);
        ChainNote note = Assert.Single(result.Notes);
        Assert.Equal((Guest(guest).Name, ChainNoteKind.FailedOpen, cause), (note.Module, note.Kind, note.Failure!.Cause));
    }

    [Fact]
    public async Task The_modules_after_one_that_failed_open_still_decide() =>
        Assert.Equal(
            (ushort)418,
            (await OnRequest(Request, new ChainLink(Guests.Traps, FailurePolicy.Open), new ChainLink(Guests.Rejects))).Rejection!.Status
        );

    /// <summary>A body of this size does not fit the memory of the committed auth guest: sending one must be no way around it.</summary>
    [Theory]
    [InlineData(CallPath.Bridge, FailurePolicy.Closed, ChainOutcome.Reject)]
    [InlineData(CallPath.Bridge, FailurePolicy.Open, ChainOutcome.Forward)]
    [InlineData(CallPath.Dynamic, FailurePolicy.Closed, ChainOutcome.Reject)]
    [InlineData(CallPath.Dynamic, FailurePolicy.Open, ChainOutcome.Forward)]
    public async Task A_request_that_makes_the_auth_guest_fail_passes_only_when_it_may(
        CallPath path,
        FailurePolicy policy,
        ChainOutcome outcome
    )
    {
        WasmRuntimeOptions options = Options with { MaxMemoryPages = 1, CallPath = path };
        ChainLink auth = new(BuiltGuests.Load("auth"), policy);
        Assert.Equal(new ChainRejection(401, "auth", Failure: null), (await OnRequest(options, Request, auth)).Rejection);
        ChainResult<MiddlewareRequest> result = await OnRequest(options, Request with { Body = new byte[100_000] }, auth);
        Assert.Equal(outcome, result.Outcome);
        Assert.Equal(FailureCause.Trap, Assert.Single(result.Notes).Failure!.Cause);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(199)]
    [InlineData(600)]
    [InlineData(1000)]
    [InlineData(65535)]
    public async Task A_rejection_with_a_status_that_is_none_never_passes(ushort status)
    {
        foreach (FailurePolicy policy in Enum.GetValues<FailurePolicy>())
        {
            ChainResult<MiddlewareRequest> request = await OnRequest(Request, new ChainLink(ActionGuest.Reject(status), policy));
            Check(request.Rejection, request.Notes);
            ChainResult<MiddlewareResponse> response = await OnResponse(new ChainLink(ActionGuest.Reject(status), policy));
            Check(response.Rejection, response.Notes);
        }

        void Check(ChainRejection? rejection, IReadOnlyList<ChainNote> notes)
        {
            Assert.Equal(
                (500, FailureStage.Apply, FailureCause.InvalidResult),
                (rejection!.Status, rejection.Failure!.Stage, rejection.Failure.Cause)
            );
            ChainNote note = Assert.Single(notes);
            Assert.Equal(ChainNoteKind.StatusReplaced, note.Kind);
            Assert.Contains($"{status}", note.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(200)]
    [InlineData(599)]
    public async Task A_rejection_with_a_final_status_keeps_it(ushort status) =>
        Assert.Equal(
            new ChainRejection(status, $"rejects {status}", Failure: null),
            (await OnRequest(Request, new ChainLink(ActionGuest.Reject(status)))).Rejection
        );

    [Theory]
    [InlineData(0)]
    [InlineData(103)]
    [InlineData(600)]
    public async Task A_new_status_that_is_none_makes_the_whole_action_a_failure(ushort status)
    {
        WasmModule module = ActionGuest.Modify(new ModifyAction { Status = status, HeadersSet = [new Header("x", "y")] });
        ChainResult<MiddlewareResponse> closed = await OnResponse(new ChainLink(module));
        Assert.Equal((500, FailureStage.Apply), (closed.Rejection!.Status, closed.Rejection.Failure!.Stage));
        Assert.Same(Response, (await OnResponse(new ChainLink(module, FailurePolicy.Open))).Message);
    }

    [Theory]
    [InlineData("x-split", "a\r\nset-cookie: b")]
    [InlineData("x-split", "a\nb")]
    [InlineData("x-split", "a\rb")]
    [InlineData("x-null", "a\0b")]
    [InlineData("x-delete", "\u007f")]
    [InlineData("x-next-line", "\u0085")]
    [InlineData("", "empty name")]
    [InlineData("x y", "space")]
    [InlineData("x:", "colon")]
    [InlineData(":authority", "evil")]
    [InlineData("x\r\ny", "line")]
    [InlineData("é", "no ASCII")]
    public async Task A_header_that_would_break_the_message_makes_the_whole_action_a_failure(string name, string value)
    {
        Header good = new("x-good", "1"),
            bad = new(name, value);
        foreach (
            ModifyAction action in new[]
            {
                new ModifyAction { HeadersSet = [good, bad] },
                new ModifyAction { HeadersSet = [good], HeadersAdd = [bad] },
            }
        )
        {
            WasmModule module = ActionGuest.Modify(action);
            ChainResult<MiddlewareRequest> closed = await OnRequest(Request, new ChainLink(module));
            Assert.Equal(
                (500, FailureStage.Apply, FailureCause.InvalidResult),
                (closed.Rejection!.Status, closed.Rejection.Failure!.Stage, closed.Rejection.Failure.Cause)
            );
            Assert.Same(Request, (await OnRequest(Request, new ChainLink(module, FailurePolicy.Open))).Message);
            Assert.Equal((ushort)500, (await OnResponse(new ChainLink(module))).Rejection!.Status);
        }
    }

    [Fact]
    public async Task A_name_to_remove_that_is_none_makes_the_whole_action_a_failure() =>
        Assert.Equal(
            (ushort)500,
            (await OnRequest(Request, new ChainLink(ActionGuest.Modify(new ModifyAction { HeadersRemove = ["x\n"] })))).Rejection!.Status
        );

    [Theory]
    [InlineData("content-LENGTH", "Content-Length")]
    [InlineData("transfer-encoding", "Transfer-Encoding")]
    [InlineData("connection", "Connection")]
    [InlineData("keep-alive", "Keep-Alive")]
    [InlineData("proxy-connection", "Proxy-Connection")]
    [InlineData("te", "TE")]
    [InlineData("trailer", "Trailer")]
    [InlineData("upgrade", "Upgrade")]
    [InlineData("host", "Host")]
    public async Task Edits_of_framing_and_routing_are_dropped_and_the_rest_of_the_action_holds(string name, string named)
    {
        Header wanted = new("x-wanted", "1"),
            evil = new(name, "0");
        MiddlewareRequest request = Request with { Headers = [.. Request.Headers, new Header(named, "mine")] };
        foreach (
            ModifyAction action in new ModifyAction[]
            {
                new() { HeadersSet = [evil, wanted] },
                new() { HeadersSet = [wanted], HeadersAdd = [evil] },
                new() { HeadersSet = [wanted], HeadersRemove = [name] },
            }
        )
        {
            ChainResult<MiddlewareRequest> result = await OnRequest(request, new ChainLink(ActionGuest.Modify(action)));
            Assert.Equal([.. request.Headers, wanted], result.Message!.Headers);
            ChainNote note = Assert.Single(result.Notes);
            Assert.Equal(ChainNoteKind.Mended, note.Kind);
            Assert.EndsWith($": {named}.", note.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_length_is_the_new_bodys_and_never_the_guests()
    {
        WasmModule module = ActionGuest.Modify(
            new ModifyAction { HeadersSet = [new Header("Content-Length", "999")], BodyReplace = "longer body"u8.ToArray() }
        );
        MiddlewareResponse changed = (await OnResponse(new ChainLink(module))).Message!;
        Assert.Equal([new Header("Content-Length", "11"), new Header("x-up", "1")], changed.Headers);
    }

    [Fact]
    public async Task A_message_in_chunks_gets_no_length()
    {
        MiddlewareRequest request = Guests.Request with { Headers = [new Header("Transfer-Encoding", "chunked")] };
        WasmModule module = ActionGuest.Modify(
            new ModifyAction { HeadersAdd = [new Header("Content-Length", "3")], BodyReplace = "new"u8.ToArray() }
        );
        Assert.Equal(request.Headers, (await OnRequest(request, new ChainLink(module))).Message!.Headers);
    }

    [Fact]
    public async Task An_action_of_too_many_header_bytes_is_a_failure_by_policy()
    {
        WasmModule module = ActionGuest.Modify(new ModifyAction { HeadersSet = [new Header("x", new string('v', 2000))] });
        WasmRuntimeOptions options = Options with { MaxHeaderBytes = 1024 };
        Assert.Equal(
            (500, FailureCause.OutputTooLarge),
            StatusAndCause((await OnRequest(options, Request, new ChainLink(module))).Rejection!)
        );
        Assert.Same(Request, (await OnRequest(options, Request, new ChainLink(module, FailurePolicy.Open))).Message);
    }

    /// <summary>
    /// The echo guest writes what it is sent: headers to set and to remove again, and the other fields as headers to add.
    /// </summary>
    [Fact]
    public void No_message_leaves_a_chain_with_a_guests_line_break_or_framing()
    {
        Gen<string> text = Gen.OneOf(Gen.String[Gen.Char['a', 'z'], 1, 5], Gen.String[Gen.Char['\0', '\u007f'], 1, 5]);
        Gen<string> name = Gen.OneOf(text, Gen.Const("Content-Length"), Gen.Const("te"), Gen.Const("Host"));
        using WasmRuntime runtime = new(Options);
        MiddlewareChain chain = new(runtime);
        IChainLink[] links = [new ChainLink(BuiltGuests.Load("echo"))];
        int rejected = 0,
            forwarded = 0;
        Gen.Select(Gen.Select(name, text, (n, v) => new Header(n, v)).Array[0, 2], text, text)
            .Sample(
                (headers, path, query) =>
                {
                    MiddlewareRequest request = Guests.Request with { Headers = headers, Path = path, Query = query };
                    ChainResult<MiddlewareRequest> result = chain.RunOnRequestAsync(links, request).AsTask().GetAwaiter().GetResult();
                    if (result.Message is not { } message)
                    {
                        rejected++;
                        return result.Rejection!.Failure!.Stage == FailureStage.Apply;
                    }

                    forwarded++;
                    Header[] framing = [.. headers.Where(header => ProtectedHeaders.Find(header.Name, AttachPoint.OnRequest) is not null)];
                    return message.Headers.Take(framing.Length).SequenceEqual(framing)
                        && message
                            .Headers.Skip(framing.Length)
                            .All(header => !(header.Name + header.Value).Any(c => c is '\r' or '\n' or '\0'));
                },
                iter: 2000,
                threads: 1
            );
        Assert.True(rejected > 100 && forwarded > 100, $"{rejected} rejected, {forwarded} forwarded");
    }

    [Fact]
    public async Task A_body_above_the_limit_is_the_clients_fault_on_a_request_and_the_upstreams_on_a_response()
    {
        WasmRuntimeOptions options = Options with { MaxBodySize = 3 };
        using WasmRuntime runtime = new(options);
        Assert.Equal(
            (413, FailureCause.BodyTooLarge),
            StatusAndCause((await OnRequest(options, Request, new ChainLink(Guests.Continues))).Rejection!)
        );
        Assert.Equal(
            (502, FailureCause.BodyTooLarge),
            StatusAndCause((await new MiddlewareChain(runtime).RunOnResponseAsync([new ChainLink(Guests.Continues)], Response)).Rejection!)
        );
    }

    [Fact]
    public async Task A_runtime_with_a_full_queue_or_none_is_overloaded()
    {
        WasmRuntime runtime = new(Options with { Dispatch = Dispatch.Workers, QueueCapacity = 1 });
        Assert.Null(await runtime.PrepareAsync(Guests.LoopsForever));
        using CancellationTokenSource source = new();
        MiddlewareChain chain = new(runtime);
        IChainLink[] loops = [new ChainLink(Guests.LoopsForever)];
        Task<ChainResult<MiddlewareRequest>> running = chain.RunOnRequestAsync(loops, Request, source.Token).AsTask();
        await runtime.RunAsync(calls: 1);
        Task<ChainResult<MiddlewareRequest>> waiting = chain.RunOnRequestAsync(loops, Request, source.Token).AsTask();
        ChainResult<MiddlewareRequest> refused = await chain.RunOnRequestAsync(loops, Request, source.Token).AsTask().EndsAsync();
        Assert.Equal((503, FailureCause.QueueFull), StatusAndCause(refused.Rejection!));
        await source.CancelAsync();
        Assert.All(await Task.WhenAll(running, waiting).EndsAsync(), result => Assert.Equal(ChainOutcome.Cancelled, result.Outcome));
        runtime.Dispose();
        Assert.Equal((503, FailureCause.ShuttingDown), StatusAndCause((await chain.RunOnRequestAsync(loops, Request)).Rejection!));
    }

    private static (int Status, FailureCause Cause) StatusAndCause(ChainRejection rejection) =>
        (rejection.Status, rejection.Failure!.Cause);

    private static WasmModule Guest(string name) =>
        name switch
        {
            "traps" => Guests.Traps,
            "loops" => Loops,
            _ => Guests.RecursesForever,
        };

    private static Task<ChainResult<MiddlewareRequest>> OnRequest(MiddlewareRequest request, params ChainLink[] links) =>
        OnRequest(Options, request, links);

    private static async Task<ChainResult<MiddlewareRequest>> OnRequest(
        WasmRuntimeOptions options,
        MiddlewareRequest request,
        params ChainLink[] links
    )
    {
        using WasmRuntime runtime = new(options);
        return await new MiddlewareChain(runtime).RunOnRequestAsync(links, request);
    }

    private static async Task<ChainResult<MiddlewareResponse>> OnResponse(params ChainLink[] links)
    {
        using WasmRuntime runtime = new(Options);
        return await new MiddlewareChain(runtime).RunOnResponseAsync(links, Response);
    }
}
