using System.Buffers;
using System.Diagnostics;
using System.Net;
using Smg.Wasm;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Hosting;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;
using Smg.WasmPerf.Scenarios.Engines;

namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>A gateway with modules, and a client that talks to it over sockets of this machine.</summary>
public sealed class GatewayTarget : IAsyncDisposable
{
    private static readonly Uri AnyPort = new("http://127.0.0.1:0");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// More requests wait in the client for a connection, and their time counts: a connection for each would load the machine with sockets
    /// and not with requests.
    /// </summary>
    private const int MaxConnections = 128;

    private readonly GatewayHost _host;
    private readonly HttpClient _client;
    private readonly Uri _chat;

    private GatewayTarget(GatewayHost host)
    {
        _host = host;
        _chat = new Uri(host.Address, "/v1/chat/completions");
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                ActivityHeadersPropagator = null,
                MaxConnectionsPerServer = MaxConnections,
            }
        )
        {
            Timeout = Patience,
        };
        foreach (Header header in SampleMessages.Request(0).Headers.Where(header => header.Name is not ("host" or "content-type")))
        {
            _client.DefaultRequestHeaders.TryAddWithoutValidation(header.Name, header.Value);
        }
    }

    /// <summary>What runs the gateway's modules.</summary>
    public WasmRuntime Runtime => _host.Runtime;

    /// <summary>Starts a gateway.</summary>
    /// <param name="options">The options of its runtime.</param>
    /// <param name="upstream">Where it forwards to.</param>
    /// <param name="modules">Its modules, in order, each called where it is said.</param>
    /// <exception cref="InvalidOperationException">A module is refused; the message says why.</exception>
    public static Task<GatewayTarget> StartAsync(
        WasmRuntimeOptions options,
        Uri upstream,
        params (WasmModule Module, AttachPoint AttachPoint)[] modules
    ) =>
        StartAsync(
            options,
            upstream,
            [
                .. modules.Select(module =>
                    (module.Module, new ModuleRegistration(module.Module.Name, [module.AttachPoint]) { DryRun = false })
                ),
            ]
        );

    /// <summary>Starts a gateway.</summary>
    /// <param name="options">The options of its runtime.</param>
    /// <param name="upstream">Where it forwards to.</param>
    /// <param name="modules">Its modules, in order, and how each is registered.</param>
    /// <exception cref="InvalidOperationException">A module is refused; the message says why.</exception>
    public static async Task<GatewayTarget> StartAsync(
        WasmRuntimeOptions options,
        Uri upstream,
        IReadOnlyList<(WasmModule Module, ModuleRegistration Registration)> modules
    )
    {
        GatewayHost host = new(
            new GatewayOptions
            {
                Address = AnyPort,
                AdminAddress = AnyPort,
                Upstream = upstream,
                SmgWasm = new SmgWasmOptions { Runtime = options },
            }
        );
        try
        {
            foreach ((WasmModule module, ModuleRegistration registration) in modules)
            {
                RegistrationResult result = await host
                    .Modules.RegisterBytesAsync(registration, module.Bytes.ToArray())
                    .ConfigureAwait(false);
                if (!result.Succeeded)
                {
                    throw new InvalidOperationException($"The component cannot be measured: {result.Message}");
                }
            }

            await host.StartAsync().ConfigureAwait(false);
            return new GatewayTarget(host);
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends a chat request and reads its answer to the end.</summary>
    /// <exception cref="HttpRequestException">There was no whole answer.</exception>
    public async Task<ChatOutcome> SendAsync(ChatPayload payload)
    {
        using HttpResponseMessage response = await PostAsync(payload).ConfigureAwait(false);
        await response.Content.CopyToAsync(Stream.Null).ConfigureAwait(false);
        return new ChatOutcome((int)response.StatusCode, response.Headers.RetryAfter is not null);
    }

    /// <summary>Sends a chat request that asks for a stream, and reads its answer to the end.</summary>
    /// <returns>The time until the first bytes of the stream were there.</returns>
    /// <exception cref="InvalidOperationException">The answer was not a stream.</exception>
    public async Task<TimeSpan> TimeFirstTokenAsync(ChatPayload payload)
    {
        long start = Stopwatch.GetTimestamp();
        using HttpResponseMessage response = await PostAsync(payload).ConfigureAwait(false);
        Stream stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 << 10);
        int read = await stream.ReadAsync(buffer).ConfigureAwait(false);
        TimeSpan first = Stopwatch.GetElapsedTime(start);
        if (read == 0 || response.StatusCode != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"The gateway answered {(int)response.StatusCode} instead of a stream.");
        }

        while (await stream.ReadAsync(buffer).ConfigureAwait(false) > 0) { }

        ArrayPool<byte>.Shared.Return(buffer);
        return first;
    }

    /// <summary>Sends a chat request, and throws when it is not answered with 200: a scenario does not measure failures.</summary>
    /// <exception cref="InvalidOperationException">The answer was another; the message says which.</exception>
    public async Task ProbeAsync(ChatPayload payload)
    {
        ChatOutcome outcome = await SendAsync(payload).ConfigureAwait(false);
        if (outcome.Status != (int)HttpStatusCode.OK)
        {
            string modules = string.Join(", ", _host.Modules.List().Select(module => module.Module.Name));
            throw new InvalidOperationException($"The component cannot be measured: the gateway with {modules} answers {outcome.Status}");
        }
    }

    /// <summary>A scenario of chat requests. What is not answered with 200 fails by its status.</summary>
    internal ScenarioProps Scenario(string name, ChatPayload payload) =>
        LoadEngine.Scenario(name, async _ => (await SendAsync(payload).ConfigureAwait(false)).ToResponse());

    /// <summary>A scenario of chat requests answered a token at a time; the time to the first is its own step.</summary>
    internal ScenarioProps StreamScenario(string name, string firstToken, ChatPayload payload) =>
        LoadEngine.Scenario(
            name,
            async context =>
            {
                HttpResponseMessage? response = null;
                byte[] buffer = ArrayPool<byte>.Shared.Rent(16 << 10);
                try
                {
                    Stream stream = Stream.Null;
                    IResponse first = await LoadEngine
                        .Step(
                            firstToken,
                            context,
                            async () =>
                            {
                                response = await PostAsync(payload).ConfigureAwait(false);
                                stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
                                int read = await stream.ReadAsync(buffer).ConfigureAwait(false);
                                return read == 0
                                    ? Response.Fail(statusCode: "empty stream")
                                    : new ChatOutcome((int)response.StatusCode, false).ToResponse();
                            }
                        )
                        .ConfigureAwait(false);
                    while (await stream.ReadAsync(buffer).ConfigureAwait(false) > 0) { }

                    return first;
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    response?.Dispose();
                }
            }
        );

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> PostAsync(ChatPayload payload)
    {
        ReadOnlyMemoryContent content = new(payload.Bytes);
        content.Headers.TryAddWithoutValidation("content-type", "application/json");
        using HttpRequestMessage request = new(HttpMethod.Post, _chat) { Content = content };
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
    }
}
