using System.Globalization;
using CsCheck;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Adapters;

/// <summary>
/// The bridge against the dynamic path: the same input through a guest that gives everything back must give the same action.
/// </summary>
public sealed class DifferentialTests
{
    private const int Requests = 6_000;
    private const int Responses = 4_000;
    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 16,
        MaxBodySize = 64 << 20,
        MaxExecutionTimeMs = 30_000,
    };
    private static readonly WasmModule Echo = BuiltGuests.Load("echo");

    /// <summary>Empty, ASCII, all of Unicode, lone surrogates, long.</summary>
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Const(""),
        Gen.String[Gen.Char['\x00', '\x7f'], 0, 40],
        Gen.String[Gen.Char, 0, 40],
        Gen.String[Gen.Char['\x80', '\u07ff'], 200, 2000]
    );

    /// <summary>Empty, text, all byte values, runs that end in the middle of a character, large.</summary>
    private static readonly Gen<byte[]> Body = Gen.OneOf(
        Gen.Const(Array.Empty<byte>()),
        Text.Select(text => System.Text.Encoding.UTF8.GetBytes(text)),
        Gen.Byte.Array[0, 300],
        Gen.Byte[0x7e, 0x82].Array[0, 300],
        Gen.Byte.Array[5_000, 9_000]
    );

    private static readonly Gen<Header[]> Headers = Gen.OneOf(
        Gen.Select(Text, Text, (name, value) => new Header(name, value)).Array[0, 12],
        Gen.Select(Gen.Const("x-same"), Text, (name, value) => new Header(name, value)).Array[2, 5]
    );

    private static readonly Gen<MiddlewareRequest> Request = Gen.Select(
        Gen.Select(Text, Text, Text, Text),
        Headers,
        Body,
        Gen.ULong,
        (texts, headers, body, now) =>
            new MiddlewareRequest
            {
                Method = texts.Item1,
                Path = texts.Item2,
                Query = texts.Item3,
                RequestId = texts.Item4,
                Headers = headers,
                Body = body,
                NowEpochMs = now,
            }
    );

    private static readonly Gen<MiddlewareResponse> Response = Gen.Select(
        Gen.UShort,
        Headers,
        Body,
        (status, headers, body) =>
            new MiddlewareResponse
            {
                Status = status,
                Headers = headers,
                Body = body,
            }
    );

    [Fact]
    public void Requests_give_the_same_action_on_all_paths()
    {
        using WasmRuntime direct = new(Options);
        using WasmRuntime bridge = new(Options with { DirectMemory = false });
        using WasmRuntime dynamic = new(Options with { CallPath = CallPath.Dynamic });
        Request.Sample(
            request => Same(bridge, dynamic, AttachPoint.OnRequest, request) && Same(direct, dynamic, AttachPoint.OnRequest, request),
            iter: Requests,
            threads: 1
        );
    }

    [Fact]
    public void Responses_give_the_same_action_on_all_paths()
    {
        using WasmRuntime direct = new(Options);
        using WasmRuntime bridge = new(Options with { DirectMemory = false });
        using WasmRuntime dynamic = new(Options with { CallPath = CallPath.Dynamic });
        Response.Sample(
            response => Same(bridge, dynamic, AttachPoint.OnResponse, response) && Same(direct, dynamic, AttachPoint.OnResponse, response),
            iter: Responses,
            threads: 1
        );
    }

    [Fact]
    public void An_instance_that_is_used_again_gives_the_same_actions()
    {
        using WasmRuntime bridge = new(Options with { InstanceUses = 50 });
        using WasmRuntime dynamic = new(Options with { CallPath = CallPath.Dynamic });
        Request.Sample(request => Same(bridge, dynamic, AttachPoint.OnRequest, request), iter: 1500, threads: 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_of_10_MB_arrives_byte_for_byte(bool isText)
    {
        byte[] body = new byte[10_000_000];
        new Random(5).NextBytes(body);
        if (isText)
        {
            body = [.. body.Select(b => (byte)(b & 0x7f))];
        }

        using WasmRuntime runtime = new(Options with { MaxMemoryPages = 4096 });
        ExecutionResult result = await runtime.ExecuteAsync(Echo, AttachPoint.OnRequest, Guests.Request with { Body = body });
        Assert.Null(result.Failure);
        Assert.True(body.AsSpan().SequenceEqual(((ModifyAction)result.Action!).BodyReplace!.Value.Span));
    }

    [Fact]
    public async Task A_guests_own_body_of_10_MB_arrives_byte_for_byte()
    {
        const int Size = 10_000_000;
        using WasmRuntime runtime = new(Options with { MaxMemoryPages = 4096 });
        MiddlewareRequest request = Guests.Request with { Headers = [new Header("x-size", Size.ToString(CultureInfo.InvariantCulture))] };
        ExecutionResult result = await runtime.ExecuteAsync(BuiltGuests.Load("big-body"), AttachPoint.OnRequest, request);
        Assert.Null(result.Failure);
        ReadOnlyMemory<byte> body = ((ModifyAction)result.Action!).BodyReplace!.Value;
        Assert.Equal(Size, body.Length);
        Assert.True(body.Span.SequenceEqual([.. Enumerable.Range(0, Size).Select(i => (byte)((i * 31) + 7))]));
    }

    private static bool Same(WasmRuntime bridge, WasmRuntime dynamic, AttachPoint attachPoint, MiddlewareInput input)
    {
        ExecutionResult a = bridge.ExecuteAsync(Echo, attachPoint, input).AsTask().GetAwaiter().GetResult();
        ExecutionResult b = dynamic.ExecuteAsync(Echo, attachPoint, input).AsTask().GetAwaiter().GetResult();
        return a.Action is ModifyAction x && b.Action is ModifyAction y
            ? x.Status == y.Status
                && x.HeadersSet.SequenceEqual(y.HeadersSet)
                && x.HeadersAdd.SequenceEqual(y.HeadersAdd)
                && x.HeadersRemove.SequenceEqual(y.HeadersRemove)
                && x.BodyReplace!.Value.Span.SequenceEqual(y.BodyReplace!.Value.Span)
                && x.BodyReplace.Value.Span.SequenceEqual(input.Body.ToMemory().Span)
            : throw new InvalidOperationException($"{a.Failure} / {b.Failure}");
    }
}
