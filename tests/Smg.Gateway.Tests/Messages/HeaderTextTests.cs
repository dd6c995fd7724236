using System.Text;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;

namespace Smg.Gateway.Tests.Messages;

/// <summary>Values of headers as bytes on the wire and as text in modules, over sockets, in both directions.</summary>
public sealed class HeaderTextTests
{
    /// <summary>
    /// Sets <c>x-out</c> to the value of the first header that is called <c>x-in</c>, in lower case; continues without such a header.
    /// </summary>
    private static readonly WasmModule Copies = new WatGuest
    {
        OnRequest = Copy(6, 7),
        OnResponse = Copy(1, 2),
        Core =
            """(data (i32.const 200) "x-out") (func $at (param i32 i32) (result i32) (i32.add (local.get 0) (i32.shl (local.get 1) """
            + """(i32.const 4))))""",
    }.ToModule("copies");

    /// <summary>Values as bytes, one character each, and as bytes of what a module makes of them.</summary>
    public static TheoryData<string, string, string> Values =>
        new()
        {
            { "ASCII", "plain", "plain" },
            { "empty", "", "" },
            { "euro", Utf8("5 €"), Utf8("5 €") },
            { "emoji", Utf8("😀👩‍💻"), Utf8("😀👩‍💻") },
            { "Cyrillic", Utf8("Привет"), Utf8("Привет") },
            { "CJK", Utf8("大小 日本語"), Utf8("大小 日本語") },
            { "curly quotes", Utf8("“it’s”"), Utf8("“it’s”") },
            { "Latin-1", "caf\u00e9", Utf8("café") },
            { "UTF-8 of Latin-1", Utf8("café"), Utf8("café") },
            { "half a character", "\u00e2\u00ac", Utf8("\u00e2\u00ac") },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_module_copies_a_value_of_a_request_as_text_and_leaves_the_others_byte_for_byte(
        string kind,
        string wire,
        string copied
    )
    {
        Assert.NotEmpty(kind);
        using RawUpstream upstream = RawUpstream.Start("");
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = upstream.Address }
        );
        await gateway.AddAsync(Copies);
        await RawUpstream.SendAsync(gateway.Host.Address, $"X-In: {wire}\r\nX-Kept: {wire}\r\nX-Latin: caf\u00e9\r\nX-Empty:\r\n");
        string[] lines = RawUpstream.Lines(upstream.Received);
        Assert.Contains($"X-In: {wire}", lines);
        Assert.Contains($"X-Kept: {wire}", lines);
        Assert.Contains("X-Latin: caf\u00e9", lines);
        Assert.Contains("X-Empty: ", lines);
        Assert.Contains($"x-out: {copied}", lines);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_module_copies_a_value_of_a_response_as_text_and_leaves_the_others_byte_for_byte(
        string kind,
        string wire,
        string copied
    )
    {
        Assert.NotEmpty(kind);
        using RawUpstream upstream = RawUpstream.Start($"X-In: {wire}\r\nX-Kept: {wire}\r\nX-Latin: caf\u00e9\r\nX-Empty:\r\n");
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = upstream.Address }
        );
        await gateway.AddAsync(Copies, AttachPoint.OnResponse);
        string[] lines = RawUpstream.Lines(await RawUpstream.SendAsync(gateway.Host.Address, ""));
        Assert.Contains($"X-In: {wire}", lines);
        Assert.Contains($"X-Kept: {wire}", lines);
        Assert.Contains("X-Latin: caf\u00e9", lines);
        Assert.Contains("X-Empty: ", lines);
        Assert.Contains($"x-out: {copied}", lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_no_module_touches_passes_byte_for_byte(bool withModule)
    {
        const string Odd = "X-In: caf\u00e9\r\nX-Empty:\r\nX-Mixed: \u00e2\u0082\u00ac \u00e9\r\n";
        using RawUpstream upstream = RawUpstream.Start(Odd);
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = upstream.Address }
        );
        if (withModule)
        {
            await gateway.AddAsync(Guests.Continues);
            await gateway.AddAsync(
                new WatGuest { OnResponse = WatGuest.Continue }.ToModule("continues with responses"),
                AttachPoint.OnResponse
            );
        }

        string[] back = RawUpstream.Lines(await RawUpstream.SendAsync(gateway.Host.Address, Odd));
        Assert.All(
            ["X-In: caf\u00e9", "X-Empty: ", "X-Mixed: \u00e2\u0082\u00ac \u00e9"],
            line =>
            {
                Assert.Contains(line, RawUpstream.Lines(upstream.Received));
                Assert.Contains(line, back);
            }
        );
    }

    [Fact]
    public async Task Empty_values_survive_a_change_and_can_be_set_and_added()
    {
        ModifyAction action = new()
        {
            HeadersSet = [new("x-set", ""), new("x-was", ""), new("x-café".Replace('é', 'e'), "é")],
            HeadersAdd = [new("x-added", ""), new("x-more", "")],
        };
        using RawUpstream upstream = RawUpstream.Start("X-Empty:\r\nX-Was: something\r\nX-More: a\r\n");
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = upstream.Address }
        );
        await gateway.AddAsync(ActionGuest.Modify(action));
        await gateway.AddAsync(
            ActionGuest.Modify(action with { HeadersRemove = ["x-none"] }, "modifies responses"),
            AttachPoint.OnResponse
        );
        string[] back = RawUpstream.Lines(
            await RawUpstream.SendAsync(gateway.Host.Address, "X-Empty:\r\nX-Was: something\r\nX-More: a\r\nX-Two:\r\nX-Two: \u00e9\r\n")
        );
        string[] there = RawUpstream.Lines(upstream.Received);
        foreach (string[] lines in (string[][])[there, back])
        {
            Assert.Contains("X-Empty: ", lines);
            Assert.Contains("x-set: ", lines);
            Assert.Contains("X-Was: ", lines, StringComparer.OrdinalIgnoreCase);
            Assert.Contains("x-added: ", lines);
            Assert.Contains($"x-cafe: {Utf8("é")}", lines);
            Assert.Contains(lines, line => line.StartsWith("X-More: a", StringComparison.OrdinalIgnoreCase));
        }

        Assert.Contains(
            there,
            line =>
                line.StartsWith("X-Two: ", StringComparison.Ordinal)
                && line.EndsWith('\u00e9')
                && !line.Contains('\u00c3', StringComparison.Ordinal)
        );
    }

    /// <summary>
    /// A name in capitals reaches a module in lower case, which is how the guest looks for it, and the upstream as it was sent.
    /// </summary>
    [Fact]
    public async Task Names_reach_modules_in_lower_case()
    {
        using RawUpstream upstream = RawUpstream.Start("");
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = upstream.Address }
        );
        await gateway.AddAsync(Copies);
        await RawUpstream.SendAsync(gateway.Host.Address, "X-IN: found\r\nX-OTHER: A\r\n");
        string[] lines = RawUpstream.Lines(upstream.Received);
        Assert.Contains("x-out: found", lines);
        Assert.Contains("X-IN: found", lines);
        Assert.Contains("X-OTHER: A", lines);
    }

    private static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>A body that looks through the headers whose pointer and count are in two locals.</summary>
    private static string Copy(int pointer, int count) =>
        $"""
            (block $done (loop $next
              (br_if $done (i32.ge_u (local.get $i) (local.get {count})))
              (if (i32.and (i32.eq (i32.load offset=4 (call $at (local.get {pointer}) (local.get $i))) (i32.const 4))
                    (i32.eq (i32.load (i32.load (call $at (local.get {pointer}) (local.get $i)))) (i32.const 0x6e692d78)))
                (then
                  (i32.store8 (i32.const 16) (i32.const 2)) (i32.store (i32.const 24) (i32.const 128)) (i32.store (i32.const 28)
                    (i32.const 1))
                  (i32.store (i32.const 128) (i32.const 200)) (i32.store (i32.const 132) (i32.const 5))
                  (i32.store (i32.const 136) (i32.load offset=8 (call $at (local.get {pointer}) (local.get $i))))
                  (i32.store (i32.const 140) (i32.load offset=12 (call $at (local.get {pointer}) (local.get $i))))
                  (br $done)))
              (local.set $i (i32.add (local.get $i) (i32.const 1))) (br $next)))
            (i32.const 16)
            """;
}
