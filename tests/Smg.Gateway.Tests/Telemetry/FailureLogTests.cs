using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.AspNetCore.Telemetry;

namespace Smg.Gateway.Tests.Telemetry;

/// <summary>Failures that repeat do not fill the log.</summary>
public sealed class FailureLogTests
{
    [Fact]
    public async Task A_failure_that_repeats_has_a_line_a_second()
    {
        using TestLog log = new();
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = new Uri("http://user:hidden@127.0.0.1:9") },
            log
        );
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(502, (int)(await gateway.Client.GetAsync("/")).StatusCode);
        }

        int most = 1 + (int)Math.Ceiling(Stopwatch.GetElapsedTime(start).TotalSeconds);
        string[] lines = log.Lines("UpstreamFailed");
        Assert.InRange(lines.Length, 1, Math.Min(most, 99));
        Assert.All(lines, line => Assert.Matches("^Request \\S+ failed at the upstream: Request: Connection refused", line));
        Assert.InRange(
            lines.Sum(line => 1 + int.Parse(Regex.Match(line, "\\((\\d+) more").Groups[1].Value, CultureInfo.InvariantCulture)),
            lines.Length,
            100
        );
        Assert.DoesNotContain(log.All, line => line.Contains("hidden", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_an_upstream_sends_cannot_write_to_a_terminal()
    {
        using TestLog log = new();
        using RawUpstream upstream = RawUpstream.Answering([.. "HTTP/1.1 200 OK\r\nX\u001b[2J\u0085 y: a\u0007\r\n\r\n"u8]);
        await using TestGateway gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options => options with { Upstream = upstream.Address },
            log
        );
        using HttpResponseMessage response = await gateway.Client.GetAsync("/");
        Assert.Equal(502, (int)response.StatusCode);
        string line = Assert.Single(log.Lines("UpstreamFailed"));
        Assert.DoesNotContain(line, char.IsControl);
    }

    [Fact]
    public void A_key_has_a_line_an_interval_and_counts_what_is_held_back()
    {
        ManualClock clock = new();
        LogLimiter<string> limiter = new(TimeSpan.FromSeconds(1), clock);
        Assert.Equal((true, 0), Take("a"));
        Assert.Equal((false, 0), Take("a"));
        Assert.Equal((true, 0), Take("b"));
        clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(Take("a").Taken);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((true, 2), Take("a"));
        Assert.False(Take("a").Taken);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((true, 1), Take("a"));

        (bool Taken, long Suppressed) Take(string key)
        {
            bool taken = limiter.TryTake(key, out long suppressed);
            return (taken, taken ? suppressed : 0);
        }
    }

    [Fact]
    public void Endless_keys_share_a_place()
    {
        LogLimiter<int> limiter = new(TimeSpan.FromSeconds(1), new ManualClock());
        Assert.InRange(Enumerable.Range(0, 100_000).Count(key => limiter.TryTake(key, out _)), 1024, 1100);
    }

    private sealed class ManualClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan time) => _now += time.Ticks;
    }
}
