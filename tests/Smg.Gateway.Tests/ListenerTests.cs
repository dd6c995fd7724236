using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Smg.Gateway.Tests.Admin;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;

namespace Smg.Gateway.Tests;

/// <summary>Listeners that Kestrel's own configuration names.</summary>
public sealed class ListenerTests : IDisposable
{
    private const string Any = "http://127.0.0.1:0";

    private readonly string _folder = Directory.CreateTempSubdirectory("smg-listeners-").FullName;
    private readonly TestCertificate _certificate;

    public ListenerTests() => _certificate = new TestCertificate(_folder);

    public void Dispose()
    {
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_file_and_the_environment_name_listeners_that_serve_through_a_module()
    {
        await using TestUpstream upstream = await TestUpstream.StartAsync(TestUpstream.EchoAsync);

        // The file alone would make B HTTP/1.1: the environment goes before it.
        string config = Write(
            new
            {
                A = new { Url = Any },
                B = new { Url = Any, Protocols = "Http1" },
                C = new { Url = "https://127.0.0.1:0", Certificate = new { Path = _certificate.CertificatePath, _certificate.KeyPath } },
            }
        );
        using GatewayProcess gateway = await GatewayProcess.StartAsync(
            ["--upstream", upstream.Address.GetLeftPart(UriPartial.Authority), "--config", config],
            new Dictionary<string, string> { ["Kestrel__Endpoints__B__Protocols"] = "Http2" }
        );
        WasmModule module = ActionGuest.Modify(new ModifyAction { HeadersSet = [new Header("x-module", "seen")] });
        string file = Path.Combine(_folder, "marks.wasm");
        await File.WriteAllBytesAsync(file, module.Bytes.ToArray());
        using HttpResponseMessage added = await gateway.Admin.PostAsync(
            "/wasm",
            new StringContent(
                $$"""{"modules":[{{TestAdmin.Form("marks", file, """{"Middleware":"OnResponse"}""")}}]}""",
                Encoding.UTF8,
                "application/json"
            )
        );
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);

        Assert.Equal(3, gateway.Clients.Count);
        Assert.Equal(
            3,
            gateway.Lines.Count(line =>
                line.StartsWith("posture ", StringComparison.Ordinal)
                && line.Contains("this machine reaches the upstream", StringComparison.Ordinal)
            )
        );
        Uri[] plain = [.. gateway.Clients.Where(address => address.Scheme == "http")];
        Uri tls = Assert.Single(gateway.Clients, address => address.Scheme == "https");
        int[] h1 = await Task.WhenAll(plain.Select(address => ServesAsync(address, HttpVersion.Version11)));
        int[] h2 = await Task.WhenAll(plain.Select(address => ServesAsync(address, HttpVersion.Version20)));
        Assert.Equal([1, 1], h1.Zip(h2, (one, two) => one + two));
        Assert.Equal((1, 1), (h1.Sum(), h2.Sum()));
        Assert.Equal((1, 1), (await ServesAsync(tls, HttpVersion.Version11), await ServesAsync(tls, HttpVersion.Version20)));
        Assert.Equal(0, await gateway.EndAsync());
    }

    [Fact]
    public async Task The_environment_alone_names_a_listener()
    {
        using GatewayProcess gateway = await GatewayProcess.StartAsync(
            ["--upstream", "http://127.0.0.1:9"],
            new Dictionary<string, string> { ["Kestrel__Endpoints__Only__Url"] = Any, ["Kestrel__Endpoints__Only__Protocols"] = "Http2" }
        );
        using HttpClient client = _certificate.Client(Assert.Single(gateway.Clients), HttpVersion.Version20);
        using HttpResponseMessage answer = await client.GetAsync("/");
        Assert.Equal((HttpStatusCode.BadGateway, HttpVersion.Version20), (answer.StatusCode, answer.Version));
    }

    [Theory]
    [InlineData("{ \"Kestrel\": { \"Endpoints\": { \"A\": { \"Url\": \"nonsense\" } } } }", 3)]
    [InlineData("{ \"Kestrel\": { \"Endpoints\": { \"A\": { \"Protocols\": \"Http2\" } } } }", 3)]
    [InlineData("{ \"Kestrel\": { \"Endpoints\": { \"A\": { \"Url\": \"http://127.0.0.1:0\", \"Protocols\": \"Http7\" } } } }", 2)]
    [InlineData("{ \"Kestrel\": { \"Endpoints\": { \"A\": { \"Url\": \"https://127.0.0.1:0\" } } } }", 3)]
    [InlineData(
        "{ \"Kestrel\": { \"Endpoints\": { \"A\": { \"Url\": \"https://127.0.0.1:0\", \"Certificate\": { \"Path\": \"/missing.pfx\" } } } "
            + "} }",
        3
    )]
    [InlineData(
        "{ \"Kestrel\": { \"Endpoints\": { \"A\": { \"Url\": \"https://127.0.0.1:0\", \"Certificate\": { \"Path\": \"CONFIG\", "
            + "\"Password\": \"hidden\" } } } } }",
        3
    )]
    [InlineData("{ \"Kestrel\": { } }", 2)]
    [InlineData("{ \"Kestrel\": ", 2)]
    [InlineData("", 2)]
    [InlineData(null, 2)]
    public async Task Listeners_that_cannot_be_are_refused_with_the_reason(string? config, int code)
    {
        string file = Path.Combine(_folder, "config.json");
        if (config is not null)
        {
            await File.WriteAllTextAsync(file, config.Replace("CONFIG", file, StringComparison.Ordinal));
        }

        (int exit, string error) = await GatewayProcess.FailAsync("--upstream", "http://127.0.0.1:9", "--config", file);
        Assert.Equal(code, exit);
        Assert.StartsWith("smg-gateway: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_at_a_socket_of_the_file_system_serves()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "Sockets of the file system are Unix's.");
        string path = Path.Combine(_folder, "s");
        await using TestGateway gateway = await StartAsync(new() { ["A"] = $"http://unix:{path}", ["B"] = Any });
        await gateway.AddAsync(Guests.Continues);
        using HttpClient client = new(
            new SocketsHttpHandler
            {
                ConnectCallback = async (_, end) =>
                {
                    Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), end);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            }
        );
        using HttpResponseMessage answer = await client.GetAsync("http://h/a");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(
            GatewayPosture.Of(gateway.Host),
            line => line.StartsWith($"http://unix:{path}: this machine ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task All_listeners_share_the_places_for_connections()
    {
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int arrived = 0;
        await using TestGateway gateway = await TestGateway.StartAsync(
            async context =>
            {
                Interlocked.Increment(ref arrived);
                await answer.Task;
                await context.Response.WriteAsync("whole");
            },
            options =>
                options with
                {
                    Kestrel = Section(new() { ["A"] = Any, ["B"] = Any }),
                    Connections = new() { Max = 2 },
                }
        );
        Uri[] addresses = [.. gateway.Host.Addresses.Select(address => new Uri(address))];
        Task<string>[] requests =
        [
            .. addresses
                .Concat(addresses)
                .Select(address => RawUpstream.SendRawAsync(address, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")),
        ];
        await Eventually.UntilAsync(() => Volatile.Read(ref arrived) == 2);

        // Operators have listeners of their own, and what is not taken cannot arrive.
        using HttpClient admin = new() { BaseAddress = gateway.Host.AdminAddress };
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal("{\"status\":\"live\"}", await admin.GetStringAsync("/health"));
        }

        Assert.Equal(2, Volatile.Read(ref arrived));
        answer.SetResult();
        Assert.All(await Task.WhenAll(requests), text => Assert.Equal("whole", RawAnswer.Read(text, "GET").Body));
    }

    private static Task<TestGateway> StartAsync(Dictionary<string, string> urls) =>
        TestGateway.StartAsync(TestUpstream.EchoAsync, options => options with { Kestrel = Section(urls) });

    private static IConfigurationSection Section(Dictionary<string, string> urls) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(urls.Select(one => KeyValuePair.Create($"Kestrel:Endpoints:{one.Key}:Url", (string?)one.Value)))
            .Build()
            .GetSection("Kestrel");

    private string Write(object endpoints)
    {
        string file = Path.Combine(_folder, "listeners.json");
        File.WriteAllText(file, JsonSerializer.Serialize(new { Kestrel = new { Endpoints = endpoints } }));
        return file;
    }

    /// <returns>1 where the address serves that version through the module, else 0.</returns>
    private async Task<int> ServesAsync(Uri address, Version version)
    {
        using HttpClient client = _certificate.Client(address, version);
        try
        {
            using HttpResponseMessage answer = await client.PostAsync("/a?b", new StringContent("hello"));
            return
                (
                    await answer.Content.ReadAsStringAsync(),
                    answer.Version == version,
                    string.Join(',', answer.Headers.GetValues("x-module"))
                ) == ("hello", true, "seen")
                ? 1
                : 0;
        }
        catch (Exception e) when (e is HttpRequestException or InvalidOperationException)
        {
            return 0;
        }
    }
}
