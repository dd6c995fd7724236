using System.Text.Json;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.Modules;

namespace Smg.Gateway.Tests.Events;

/// <summary>
/// Streams that live while something happens to them: a module, the upstream, the client or the gateway ends in their middle. Over raw
/// sockets.
/// </summary>
public sealed class EventStreamSocketTests
{
    /// <summary>Time for a call that is to end well on a machine that is busy elsewhere.</summary>
    private const int LimitMs = 1000;

    private const string Endless = "(loop $l (br $l)) unreachable";

    private static readonly WasmModule Redactor = BuiltGuests.Load("redact-events");

    /// <summary>Drops events whose data begins with a star, as the redactor leaves them.</summary>
    private static readonly WasmModule DropsStars = new EventGuest(
        $"(i32.store8 (i32.const 16) (select (i32.const {EventGuest.Drop}) (i32.const {EventGuest.Pass}) (i32.eq "
            + "(i32.load8_u (local.get 8)) (i32.const 42)))) (i32.const 16)"
    ).ToModule("drops-stars");

    [Fact]
    public async Task A_module_sees_an_event_as_the_one_before_has_left_it()
    {
        await using LiveStream live = await LiveStream.StartAsync();
        await live.AddAsync(Redactor);
        await live.AddAsync(DropsStars);
        await live.BeginAsync();
        await live.SendAsync("data: secret\n\n");
        await live.SendAsync("data: open\n\n");
        Assert.Equal("data: open\n\n", await live.ReadEventAsync());
        await live.SendAsync("data: a secret\n\n");
        Assert.Equal("data: a ******\n\n", await live.ReadEventAsync());
        await live.EndAsync();
        Assert.Equal("", await live.ReadRestAsync());
        Assert.Equal(["redact-events modify 1 2 0 0 0", "drops-stars modify 2 0 1 0 0"], await live.TalliesAsync());
    }

    [Fact]
    public async Task In_the_other_order_the_event_is_still_whole_for_the_first()
    {
        await using LiveStream live = await LiveStream.StartAsync();
        await live.AddAsync(DropsStars);
        await live.AddAsync(Redactor);
        await live.BeginAsync();
        await live.SendAsync("data: secret\n\n");
        Assert.Equal("data: ******\n\n", await live.ReadEventAsync());
        await live.EndAsync();
        Assert.Equal("", await live.ReadRestAsync());
        Assert.Equal(["drops-stars continue 1 0 0 0 0", "redact-events modify 0 1 0 0 0"], await live.TalliesAsync());
    }

    [Fact]
    public async Task A_module_does_not_see_an_event_that_the_one_before_dropped()
    {
        await using LiveStream live = await LiveStream.StartAsync();
        await live.AddAsync(EventGuest.First(EventGuest.Drop).ToModule("drops"));
        await live.AddAsync(Redactor);
        await live.BeginAsync();
        await live.SendAsync("data: secret\n\n");
        await live.SendAsync("data: 2\n\n");
        Assert.Equal("data: 2\n\n", await live.ReadEventAsync());
        await live.EndAsync();
        Assert.Equal("", await live.ReadRestAsync());
        Assert.Equal(["drops modify 1 0 1 0 0", "redact-events continue 1 0 0 0 0"], await live.TalliesAsync());
    }

    [Fact]
    public async Task Where_a_module_ends_the_stream_the_next_still_sends_what_it_held_back()
    {
        await using LiveStream live = await LiveStream.StartAsync();
        await live.AddAsync(EventGuest.Second($"(i32.store8 (i32.const 16) (i32.const {EventGuest.End}))").ToModule("ends"));
        await live.AddAsync(Redactor);
        await live.BeginAsync();
        await live.SendAsync("data: ab secr\n\n");
        Assert.Equal("data: ab \n\n", await live.ReadEventAsync());
        await live.SendAsync("data: et\n\n");
        Assert.Equal("data: secr\n\n", await live.ReadRestAsync());
        await live.UpstreamGone.EndsAsync();
        Assert.Contains(
            "smg_gateway_stream_ends_total{module=\"\",reason=\"module\"} 1",
            await live.Gateway.MetricsAsync(),
            StringComparison.Ordinal
        );
        Assert.Equal(["ends end 1 0 0 1 0", "redact-events modify 0 2 0 0 0"], await live.TalliesAsync());
    }

    [Theory]
    [InlineData("unreachable", "Trap")]
    [InlineData(Endless, "Timeout")]
    public async Task A_closed_module_that_fails_in_the_middle_ends_the_stream_with_an_error_event_while_the_upstream_still_sends(
        string code,
        string cause
    )
    {
        await using LiveStream live = await LiveStream.StartAsync();
        await live.AddAsync(Redactor);
        await live.AddAsync(EventGuest.Second(code).ToModule("fails"), limitMs: LimitMs);
        await live.BeginAsync();
        await live.SendAsync("data: 1\n\n");
        Assert.Equal("data: 1\n\n", await live.ReadEventAsync());
        await live.SendAsync("data: secret 2\n\n");
        string rest = await live.ReadRestAsync();
        Assert.StartsWith(
            "event: error\ndata: {\"error\":{\"type\":\"module_failed\",\"message\":\"Module \\u0027fails\\u0027 ",
            rest,
            StringComparison.Ordinal
        );
        Assert.EndsWith("}}\n\n", rest, StringComparison.Ordinal);

        // The end is HTTP's own: the connection serves on, and the upstream's is given up.
        await live.UpstreamGone.EndsAsync();
        await live.BeginAsync();
        await live.SendAsync("data: 1\n\n");
        Assert.Equal("data: 1\n\n", await live.ReadEventAsync());
        await live.EndAsync();
        Assert.StartsWith("event: error\n", await live.ReadRestAsync(), StringComparison.Ordinal);
        Assert.Equal(["redact-events modify 1 1 0 0 0", $"fails {cause} 1 0 0 0 1"], await live.TalliesAsync());
    }

    [Theory]
    [InlineData("unreachable", "Trap")]
    [InlineData(Endless, "Timeout")]
    public async Task An_open_module_that_fails_in_the_middle_is_passed_over_and_the_others_go_on(string code, string cause)
    {
        await using LiveStream live = await LiveStream.StartAsync();
        await live.AddAsync(EventGuest.Second(code).ToModule("fails"), FailurePolicy.Open, limitMs: LimitMs);
        await live.AddAsync(Redactor);
        await live.BeginAsync();
        await live.SendAsync("data: 1\n\n");
        Assert.Equal("data: 1\n\n", await live.ReadEventAsync());
        Assert.Equal(2, live.Gateway.Host.Runtime.StreamCount);
        await live.SendAsync("data: secret 2\n\n");
        Assert.Equal("data: ****** 2\n\n", await live.ReadEventAsync());
        Assert.Equal(1, live.Gateway.Host.Runtime.StreamCount);
        await live.SendAsync("data: secret 3\n\n");
        Assert.Equal("data: ****** 3\n\n", await live.ReadEventAsync());
        await live.EndAsync();
        Assert.Equal("", await live.ReadRestAsync());
        Assert.Contains(
            "smg_gateway_module_skips_total{module=\"fails\",reason=\"stream_failed\"} 1",
            await live.Gateway.MetricsAsync(),
            StringComparison.Ordinal
        );
        Assert.Equal([$"fails {cause} 1 0 0 0 1", "redact-events modify 1 2 0 0 0"], await live.TalliesAsync());
    }

    [Fact]
    public async Task A_stream_that_ends_while_the_gateway_stops_is_whole()
    {
        await using LiveStream live = await LiveStream.StartAsync();
        await live.AddAsync(Redactor);
        await live.BeginAsync();
        await live.SendAsync("data: secret 1\n\n");
        Assert.Equal("data: ****** 1\n\n", await live.ReadEventAsync());
        Task stop = live.Gateway.Host.StopAsync();
        await live.SendAsync("data: secret 2\n\n");
        Assert.Equal("data: ****** 2\n\n", await live.ReadEventAsync());
        await live.EndAsync();
        Assert.Equal("", await live.ReadRestAsync());
        await stop.EndsAsync();
        Assert.Empty(live.Log.Lines("Cut"));
        Assert.Equal(0, live.Gateway.Host.Runtime.StreamCount);
    }

    [Fact]
    public async Task A_stream_that_outlasts_the_time_to_drain_is_cut_and_frees_its_instance()
    {
        await using LiveStream live = await LiveStream.StartAsync(options => options with { DrainTimeoutMs = 100 });
        await live.AddAsync(Redactor);
        await live.BeginAsync();
        await live.SendAsync("data: secret 1\n\n");
        Assert.Equal("data: ****** 1\n\n", await live.ReadEventAsync());
        await live.Gateway.Host.StopAsync().EndsAsync();
        Assert.Equal("(cut)", await live.ReadRestAsync());
        await live.UpstreamGone.EndsAsync();

        // The server waits for the end of a request that it cut no longer than a second.
        await Eventually.UntilAsync(() => live.Log.Lines("Cut").Length > 0 && live.Output.Lines.Length > 0);
        Assert.Contains("(GET /a) was cut off", Assert.Single(live.Log.Lines("Cut")), StringComparison.Ordinal);
        Assert.Equal(0, live.Gateway.Host.Runtime.StreamCount);
        JsonElement line = JsonSerializer.Deserialize<JsonElement>(Assert.Single(live.Output.Lines));
        Assert.True(line.GetProperty("cut").GetBoolean());
        Assert.Equal(["redact-events modify 0 1 0 0 0"], LiveStream.Tallies(line));
    }

    [Theory]
    [InlineData("data: secr")]
    [InlineData("data: half\n")]
    [InlineData("data: secret")]
    public async Task An_upstream_that_is_cut_in_the_middle_of_an_event_cuts_the_client_who_gets_nothing_of_it(string half)
    {
        await using LiveStream live = await LiveStream.StartAsync();
        await live.AddAsync(Redactor);
        await live.BeginAsync();
        await live.SendAsync("data: 1\n\n");
        Assert.Equal("data: 1\n\n", await live.ReadEventAsync());
        await live.SendAsync(half);
        live.CutUpstream();
        Assert.Equal("(cut)", await live.ReadRestAsync());
        Assert.Equal(["redact-events continue 1 0 0 0 0"], await live.TalliesAsync());
    }

    [Fact]
    public async Task The_end_of_a_stream_that_its_connection_ends_is_not_a_cut()
    {
        await using LiveStream live = await LiveStream.StartAsync(
            head: LiveStream.Head.Replace("Transfer-Encoding: chunked\r\n", "", StringComparison.Ordinal)
        );
        await live.AddAsync(Redactor);
        await live.BeginAsync();
        await live.SendAsync("data: 1\n\ndata: secr");
        Assert.Equal("data: 1\n\n", await live.ReadEventAsync());
        live.CutUpstream();
        Assert.Equal("data: \n\ndata: secr\n\n", await live.ReadRestAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_is_gone_frees_the_instance_also_while_a_call_runs(bool isBusy)
    {
        await using LiveStream live = await LiveStream.StartAsync();
        await live.AddAsync(isBusy ? EventGuest.Second(Endless).ToModule("runs on") : Redactor, limitMs: 60_000);
        await live.BeginAsync();
        await live.SendAsync("data: 1\n\n");
        Assert.Equal("data: 1\n\n", await live.ReadEventAsync());
        Assert.Contains("smg_wasm_streams 1", await live.Gateway.MetricsAsync(), StringComparison.Ordinal);
        if (isBusy)
        {
            await live.SendAsync("data: 2\n\n");
        }

        live.Client.Reset();
        await live.UpstreamGone.EndsAsync();
        await Eventually.UntilAsync(() => live.Gateway.Host.Runtime.StreamCount == 0);
        Assert.Contains("smg_wasm_streams 0", await live.Gateway.MetricsAsync(), StringComparison.Ordinal);
        await live.Gateway.Host.Runtime.RunAsync(calls: 0);
        await Eventually.UntilAsync(() => live.Output.Lines.Length == 1);
        JsonElement line = JsonSerializer.Deserialize<JsonElement>(live.Output.Lines[0]);
        Assert.True(line.GetProperty("cut").GetBoolean());
        Assert.EndsWith(" 1 0 0 0 0", Assert.Single(LiveStream.Tallies(line)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FailurePolicy.Closed)]
    [InlineData(FailurePolicy.Open)]
    public async Task Where_a_chain_gets_no_place_for_its_second_module_the_firsts_is_free_again(FailurePolicy policy)
    {
        await using LiveStream live = await LiveStream.StartAsync(options =>
            options.Change(() => options.SmgWasm.Runtime = TestGateway.SmallRuntime with { MaxStreams = 1 })
        );
        await live.AddAsync(Redactor);
        await live.AddAsync(DropsStars, policy);
        for (int i = 0; i < 3; i++)
        {
            await live.RequestAsync();
            if (policy == FailurePolicy.Closed)
            {
                RawAnswer refusal = await live.Client.ReadAnswerAsync("GET");
                Assert.Equal((502, null, "1"), (refusal.Status, refusal.Fault, refusal.Header("Retry-After")));
                Assert.Contains("streams_full", refusal.Body, StringComparison.Ordinal);
            }
            else
            {
                Assert.StartsWith("HTTP/1.1 200", await live.Client.ReadHeadAsync(), StringComparison.Ordinal);
                await live.SendAsync("data: secret\n\n");
                Assert.Equal("data: ******\n\n", await live.ReadEventAsync());
                await live.EndAsync();
                Assert.Equal("", await live.ReadRestAsync());
            }

            await Eventually.UntilAsync(() => live.Gateway.Host.Runtime.StreamCount == 0);
        }

        string[] expected =
        [
            "redact-events " + (policy == FailurePolicy.Closed ? "continue 0 0 0 0 0" : "modify 0 1 0 0 0"),
            "drops-stars streams_full 0 0 0 0 1",
        ];
        Assert.Equal(expected, await live.TalliesAsync());
    }

    [Fact]
    public async Task A_client_of_HTTP_1_0_gets_events_until_the_connection_ends()
    {
        await using LiveStream live = await LiveStream.StartAsync();
        await live.AddAsync(Redactor);
        await live.RequestAsync("GET /a HTTP/1.0\r\nHost: h\r\n\r\n");
        string head = await live.Client.ReadHeadAsync();
        Assert.DoesNotContain("chunked", head, StringComparison.OrdinalIgnoreCase);
        await live.SendAsync("data: secret\n\n");
        Assert.Equal("data: ******\n\n", await live.Client.ReadToAsync("\n\n"));
        await live.EndAsync();
        Assert.Equal("", await live.Client.ReadToEndAsync());
    }
}
