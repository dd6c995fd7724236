using System.Globalization;
using System.Text.Json;
using Smg.Gateway.Tests.Access;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Tests.Events;

/// <summary>A gateway with an access log, a stream that the test sends event by event, and its client.</summary>
internal sealed class LiveStream : IAsyncDisposable
{
    /// <summary>The head that the upstream sends unless another is given: its stream is chunked.</summary>
    public const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    private const string Get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
    private const string Last = "0\r\n\r\n";

    private readonly SocketUpstream _upstream;
    private readonly string _head;
    private readonly SemaphoreSlim _arrived = new(0);
    private SocketRequest? _request;
    private TaskCompletionSource _over = new();
    private TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LiveStream(string head)
    {
        _head = head;
        _upstream = new SocketUpstream(ServeAsync);
    }

    public TestGateway Gateway { get; private set; } = null!;

    public RawClient Client { get; private set; } = null!;

    public TestOutput Output { get; } = new();

    public TestLog Log { get; } = new();

    /// <summary>Ends when the gateway has closed the connection of the last stream.</summary>
    public Task UpstreamGone => _gone.Task;

    public static async Task<LiveStream> StartAsync(Func<GatewayOptions, GatewayOptions>? configure = null, string head = Head)
    {
        LiveStream live = new(head);
        live.Gateway = await TestGateway.StartAsync(
            TestUpstream.EchoAsync,
            options =>
                (configure?.Invoke(options) ?? options) with
                {
                    Upstream = live._upstream.Address,
                    AccessLog = new AccessLogOptions { Output = live.Output, Format = AccessLogFormat.Json },
                },
            live.Log
        );
        live.Client = await RawClient.ConnectAsync(live.Gateway.Host.Address);
        return live;
    }

    public Task AddAsync(WasmModule module, FailurePolicy policy = FailurePolicy.Closed, int limitMs = 60_000) =>
        Gateway.AddAsync(
            module,
            new ModuleRegistration(module.Name, [AttachPoint.OnEvent])
            {
                FailurePolicy = policy,
                DryRun = false,
                Settings = new ModuleSettings { MaxExecutionTimeMs = limitMs },
            }
        );

    /// <summary>Sends a request, and waits until it is at the upstream, which sends the head.</summary>
    public async Task RequestAsync(string request = Get)
    {
        _gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Client.SendAsync(request);
        await _arrived.WaitAsync().EndsAsync();
    }

    public async Task BeginAsync()
    {
        await RequestAsync();
        Assert.StartsWith("HTTP/1.1 200", await Client.ReadHeadAsync(), StringComparison.Ordinal);
    }

    public Task SendAsync(string bytes) =>
        _request!.SendAsync(IsChunked ? $"{bytes.Length.ToString("x", CultureInfo.InvariantCulture)}\r\n{bytes}\r\n" : bytes);

    public Task EndAsync()
    {
        Task sent = _request!.SendAsync(IsChunked ? Last : "");
        _over.SetResult();
        return sent;
    }

    /// <summary>Closes the upstream's connection.</summary>
    public void CutUpstream() => _over.SetException(new IOException("The upstream ends."));

    /// <summary>Reads one chunk of the client's: the gateway flushes after each event.</summary>
    public async Task<string> ReadEventAsync()
    {
        string line = await Client.ReadToAsync("\r\n");
        Assert.True(
            int.TryParse(line.TrimEnd(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int size),
            $"no chunk: {line}"
        );
        string chunk = await Client.ReadAsync(size + 2);
        return size == 0 ? "" : chunk[..^2];
    }

    /// <summary>Reads all further chunks; "(cut)" follows them where the last is missing.</summary>
    public async Task<string> ReadRestAsync()
    {
        string rest = "";
        while (true)
        {
            string line = await Client.ReadToAsync("\r\n");
            if (line.Length == 0)
            {
                return rest + "(cut)";
            }

            int size = int.Parse(line.AsSpan().TrimEnd(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            string chunk = await Client.ReadAsync(size + 2);
            if (size == 0)
            {
                return rest;
            }

            rest += chunk[..^2];
        }
    }

    /// <summary>
    /// What the access log says of the modules of the first request: name, outcome, then events passed, rewritten, dropped, ended and
    /// failed.
    /// </summary>
    public async Task<string[]> TalliesAsync()
    {
        await Gateway.Host.StopAsync().EndsAsync();
        Assert.Equal(0, Gateway.Host.Runtime.StreamCount);
        return Tallies(JsonSerializer.Deserialize<JsonElement>(Output.Lines[0]));
    }

    public static string[] Tallies(JsonElement line) =>
        [
            .. line.GetProperty("modules")
                .EnumerateArray()
                .Select(module =>
                    $"{module.GetProperty("name").GetString()} {module.GetProperty("outcome").GetString()} "
                    + $"{string.Join(' ', module.GetProperty("events").EnumerateObject().Select(count => count.Value))}"
                ),
        ];

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _over.TrySetResult();
        _upstream.Dispose();
        await Gateway.DisposeAsync();
        Output.Dispose();
        Log.Dispose();
        _arrived.Dispose();
    }

    private bool IsChunked => _head.Contains("chunked", StringComparison.Ordinal);

    private async Task ServeAsync(SocketRequest request)
    {
        _over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _request = request;
        await request.SendAsync(_head);
        TaskCompletionSource over = _over;
        TaskCompletionSource gone = _gone;
        _arrived.Release();
        if (await Task.WhenAny(over.Task, WatchAsync(request, gone)) == over.Task)
        {
            await over.Task;
        }
    }

    /// <summary>A stream's connection has nothing to read until the gateway closes it.</summary>
    private static async Task WatchAsync(SocketRequest request, TaskCompletionSource gone)
    {
        try
        {
            Assert.Equal(0, await request.Stream.ReadAsync(Memory<byte>.Empty));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Reset.
        }

        gone.TrySetResult();
    }
}
