using System.Diagnostics;
using System.Globalization;
using CsCheck;
using Smg.Wasm.Contract;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Tests.Middleware;

/// <summary>Applying actions, against a plain model that works on a list and knows nothing of the code under test.</summary>
public sealed class ActionApplierTests
{
    private const int Actions = 20_000;

    private static readonly string[] Protected =
    [
        "content-length",
        "transfer-encoding",
        "connection",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "upgrade",
        "host",
    ];

    private static readonly Gen<string> Name = Gen.OneOf(
        OneOf("a", "A", "b", "B", "x-long-name", "X-Long-Name", "c"),
        OneOf(
            "content-length",
            "Content-Length",
            "Transfer-Encoding",
            "connection",
            "HOST",
            "te",
            "Trailer",
            "upgrade",
            "Keep-Alive",
            "proxy-connection"
        )
    );

    private static readonly Gen<string> Value = OneOf("", "1", "22", "tab\tand space", "é€😀");

    private static readonly Gen<Header> Header = Gen.Select(Name, Value, (name, value) => new Header(name, value));

    private static readonly Gen<byte[]> Body = Gen.Byte.Array[0, 4];

    private static readonly Gen<MiddlewareInput> Message = Gen.Select(
        Header.Array[0, 8],
        Body,
        Gen.Bool,
        (headers, body, isRequest) =>
            isRequest
                ? (MiddlewareInput)
                    new MiddlewareRequest
                    {
                        Headers = headers,
                        Body = body,
                        Path = "/p",
                        RequestId = "id",
                    }
                : new MiddlewareResponse
                {
                    Headers = headers,
                    Body = body,
                    Status = 201,
                }
    );

    private static readonly Gen<ModifyAction> Action = Gen.Select(
        Gen.UShort[200, 599].Nullable(),
        Header.Array[0, 6],
        Header.Array[0, 6],
        Name.Array[0, 4],
        Body.Null(),
        (status, set, add, remove, body) =>
            new ModifyAction
            {
                Status = status,
                HeadersSet = set,
                HeadersAdd = add,
                HeadersRemove = remove,
                BodyReplace = body is null ? null : (ReadOnlyMemory<byte>?)body,
            }
    );

    [Fact]
    public void Headers_are_set_then_added_then_removed_as_the_model_does() =>
        Gen.Select(Message, Action)
            .Sample((message, action) => Apply(message, action).Headers.SequenceEqual(Model(message, action)), iter: Actions);

    [Fact]
    public void Body_and_status_are_the_actions_and_all_else_is_the_messages() =>
        Gen.Select(Message, Action)
            .Sample(
                (message, action) =>
                {
                    MiddlewareInput changed = Apply(message, action);
                    bool sameBody = changed.Body.ToMemory().Span.SequenceEqual((action.BodyReplace ?? message.Body.ToMemory()).Span);
                    return sameBody
                        && (message, changed) switch
                        {
                            (MiddlewareRequest before, MiddlewareRequest after) => after
                                == before with
                                {
                                    Headers = after.Headers,
                                    Body = after.Body,
                                },
                            (MiddlewareResponse before, MiddlewareResponse after) => after.Status == (action.Status ?? before.Status),
                            _ => false,
                        };
                },
                iter: Actions
            );

    [Fact]
    public void No_action_changes_how_a_message_is_framed_or_where_it_goes() =>
        Gen.Select(Message, Action)
            .Sample((message, action) => Framing(Apply(message, action)).SequenceEqual(Framing(message)), iter: Actions);

    [Fact]
    public void A_message_has_a_length_when_it_had_one_and_the_length_of_a_new_body() =>
        Gen.Select(Message, Action)
            .Sample(
                (message, action) =>
                {
                    string[] before = Lengths(message);
                    string[] after = Lengths(Apply(message, action));
                    bool follows = action.BodyReplace is { } body && body.Length != message.Body.Length && before.Length > 0;
                    return follows
                        ? after.SequenceEqual([action.BodyReplace!.Value.Length.ToString(CultureInfo.InvariantCulture)])
                        : after.SequenceEqual(before);
                },
                iter: Actions
            );

    [Fact]
    public void Exactly_the_protected_headers_that_an_action_names_are_told() =>
        Gen.Select(Message, Action)
            .Sample(
                (message, action) =>
                {
                    ActionApplier.Apply(message, action, AttachPointOf(message), out IReadOnlyCollection<string> dropped);
                    IEnumerable<string> named = action
                        .HeadersSet.Concat(action.HeadersAdd)
                        .Select(header => header.Name)
                        .Concat(action.HeadersRemove);
                    string[] expected =
                    [
                        .. named
                            .Where(name => IsProtected(message, name))
                            .Select(name => name.ToLowerInvariant())
                            .Distinct()
                            .Order(StringComparer.Ordinal),
                    ];
                    return dropped.Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal).SequenceEqual(expected);
                },
                iter: Actions
            );

    /// <summary>No header that passes the check can break a message into lines, whatever a guest writes.</summary>
    [Fact]
    public void A_fault_is_found_exactly_where_a_name_or_value_breaks_HTTP()
    {
        Gen<string> text = Gen.OneOf(
            OneOf("a", "x-y", "A1!#$%&'*+-.^_`|~", "", " ", "a b", "a:", "a\r\nb", "a\0", "é", "(x)", "\t", "\u007f", "\u0085", "\u00a0"),
            Gen.String[Gen.Char['\0', '\u00ff'], 0, 3]
        );
        Gen<Header> header = Gen.Select(text, text, (name, value) => new Header(name, value));
        Gen.Select(header.Array[0, 2], header.Array[0, 2], text.Array[0, 2])
            .Sample(
                (set, add, remove) =>
                {
                    ModifyAction action = new()
                    {
                        HeadersSet = set,
                        HeadersAdd = add,
                        HeadersRemove = remove,
                    };
                    Header[] headers = [.. set, .. add];
                    bool isSound =
                        headers.All(h => IsToken(h.Name) && h.Value.All(c => c == '\t' || (c >= ' ' && c is < '\x7f' or > '\x9f')))
                        && remove.All(IsToken);
                    string? fault = ActionCheck.FindFault(action, AttachPoint.OnRequest);
                    return isSound == fault is null && (fault is null || fault.All(c => c is >= ' ' and <= '~'));
                },
                iter: Actions
            );
    }

    [Theory]
    [InlineData(199, false)]
    [InlineData(200, true)]
    [InlineData(599, true)]
    [InlineData(600, false)]
    public void A_response_takes_final_statuses_only(ushort status, bool isSound) =>
        Assert.Equal(isSound, ActionCheck.FindFault(new ModifyAction { Status = status }, AttachPoint.OnResponse) is null);

    /// <summary>A guest must not use up the host's time: a square of these numbers would take minutes.</summary>
    [Fact]
    public void Very_many_edits_of_very_many_headers_take_little_time()
    {
        const int Count = 150_000;
        Header[] headers = [.. Enumerable.Range(0, Count).Select(i => new Header($"name-{i:d6}", "v"))];
        Header[] others = [.. Enumerable.Range(0, Count).Select(i => new Header($"othr-{i:d6}", "v"))];
        ModifyAction action = new()
        {
            HeadersSet = [.. headers.Select(header => header with { Value = "w" }), .. others],
            HeadersAdd = others,
            HeadersRemove = [.. others.Select(header => header.Name)],
        };
        Stopwatch watch = Stopwatch.StartNew();
        MiddlewareInput changed = Apply(new MiddlewareRequest { Headers = headers }, action);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Eventually.Limit);
        Assert.Equal((Count, "w"), (changed.Headers.Count, changed.Headers[^1].Value));
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static MiddlewareInput Apply(MiddlewareInput message, ModifyAction action) =>
        ActionApplier.Apply(message, action, AttachPointOf(message), out _);

    private static AttachPoint AttachPointOf(MiddlewareInput message) =>
        message is MiddlewareRequest ? AttachPoint.OnRequest : AttachPoint.OnResponse;

    private static List<Header> Model(MiddlewareInput message, ModifyAction action)
    {
        List<Header> headers = [.. message.Headers];
        foreach (Header header in action.HeadersSet.Where(header => !IsProtected(message, header.Name)))
        {
            int first = headers.FindIndex(known => Same(known.Name, header.Name));
            if (first < 0)
            {
                headers.Add(header);
                continue;
            }

            headers[first] = header;
            for (int i = headers.Count - 1; i > first; i--)
            {
                if (Same(headers[i].Name, header.Name))
                {
                    headers.RemoveAt(i);
                }
            }
        }

        headers.AddRange(action.HeadersAdd.Where(header => !IsProtected(message, header.Name)));
        foreach (string name in action.HeadersRemove.Where(name => !IsProtected(message, name)))
        {
            headers.RemoveAll(header => Same(header.Name, name));
        }

        int length = headers.FindIndex(header => Same(header.Name, "content-length"));
        if (action.BodyReplace is { } body && body.Length != message.Body.Length && length >= 0)
        {
            Header first = new(headers[length].Name, body.Length.ToString(CultureInfo.InvariantCulture));
            headers[length] = first;
            headers.RemoveAll(header => Same(header.Name, "content-length") && !ReferenceEquals(header.Value, first.Value));
        }

        return headers;
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static bool IsProtected(MiddlewareInput message, string name) =>
        Protected.Contains(name.ToLowerInvariant()) && (message is MiddlewareRequest || !Same(name, "host"));

    private static bool IsToken(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

    private static Header[] Framing(MiddlewareInput message) =>
        [.. message.Headers.Where(header => IsProtected(message, header.Name) && !Same(header.Name, "content-length"))];

    private static string[] Lengths(MiddlewareInput message) =>
        [.. message.Headers.Where(header => Same(header.Name, "content-length")).Select(header => header.Value)];
}
