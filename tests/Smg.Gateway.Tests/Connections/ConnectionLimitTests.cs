using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Smg.Gateway.Tests.Proxy;
using Smg.Wasm.AspNetCore.Connections;

namespace Smg.Gateway.Tests.Connections;

/// <summary>More connections than the process can hold.</summary>
[Trait("Category", "Hostile")]
public sealed class ConnectionLimitTests
{
    [Theory]
    [InlineData("Max open files            20000                20000                files     ", 4936)]
    [InlineData("Max open files            64                   64                   files     ", 1)]
    [InlineData("Max open files            unlimited            unlimited            files     ", null)]
    [InlineData("Max processes             5                    5                    processes ", null)]
    public void The_limit_follows_the_files_that_the_process_may_open(string line, int? limit) =>
        Assert.Equal(
            limit,
            ConnectionLimit.Of(["Limit                     Soft Limit           Hard Limit           Units     ", line], reservedFiles: 256)
        );

    [Fact]
    public async Task A_connection_beyond_the_limit_is_taken_when_another_has_ended()
    {
        await using BoundedListener listener = await ListenAsync(limit: 2);
        using TcpClient first = await ConnectAsync(listener);
        using TcpClient second = await ConnectAsync(listener);
        using TcpClient third = await ConnectAsync(listener);
        ConnectionContext? one = await listener.AcceptAsync();
        ConnectionContext? two = await listener.AcceptAsync();
        one!.Features.Get<ConnectionActivity>()!.Begin();
        two!.Features.Get<ConnectionActivity>()!.Begin();
        Task<ConnectionContext?> waits = listener.AcceptAsync().AsTask();
        await Task.Delay(100);
        Assert.False(waits.IsCompleted);
        first.Dispose();
        await one!.DisposeAsync();
        Assert.NotNull(await waits.EndsAsync());
    }

    [Fact]
    public async Task For_a_connection_beyond_the_limit_the_longest_idle_is_closed()
    {
        await using BoundedListener listener = await ListenAsync(limit: 2);
        using TcpClient first = await ConnectAsync(listener);
        ConnectionContext? busy = await listener.AcceptAsync();
        busy!.Features.Get<ConnectionActivity>()!.Begin();
        using TcpClient second = await ConnectAsync(listener);
        ConnectionContext? idle = await listener.AcceptAsync();
        using TcpClient third = await ConnectAsync(listener);
        Task<ConnectionContext?> accepted = listener.AcceptAsync().AsTask();
        await Eventually.UntilAsync(() => idle!.ConnectionClosed.IsCancellationRequested);
        Assert.NotNull(await accepted.EndsAsync());
        Assert.False(busy.ConnectionClosed.IsCancellationRequested);
    }

    [Fact]
    public async Task A_listener_that_is_full_can_be_ended()
    {
        await using BoundedListener listener = await ListenAsync(limit: 1);
        using TcpClient first = await ConnectAsync(listener);
        Assert.NotNull(await listener.AcceptAsync());
        Task<ConnectionContext?> waits = listener.AcceptAsync().AsTask();
        await listener.UnbindAsync();
        Assert.Null(await waits.EndsAsync());
    }

    [Fact]
    public async Task A_gateway_with_few_files_answers_many_clients_at_once_and_lives()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "The limit of open files is set by a shell here.");
        await using TestUpstream upstream = await TestUpstream.StartAsync(TestUpstream.Answers("whole"u8.ToArray()));
        string command =
            $"ulimit -n 400; exec dotnet '{Path.Combine(AppContext.BaseDirectory, "smg-gateway.dll")}' --upstream "
            + $"{upstream.Address.GetLeftPart(UriPartial.Authority)} --address http://127.0.0.1:0 --admin http://127.0.0.1:0 --option "
            + "PoolSize=8";
        using Process gateway = Process.Start(
            new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardOutput = true, UseShellExecute = false }
        )!;
        try
        {
            string? line;
            do
            {
                line = await gateway.StandardOutput.ReadLineAsync().EndsAsync();
            } while (line?.StartsWith("clients ", StringComparison.Ordinal) == false);
            Assert.NotNull(line);
            _ = gateway.StandardOutput.ReadToEndAsync();

            Uri address = new(line["clients ".Length..].Trim());
            TcpClient[] clients = await Task.Run(() => Enumerable.Range(0, 600).Select(_ => Ask(address)).ToArray());
            string[] answers = await Task.WhenAll(clients.Select(ReadAsync)).EndsAsync();
            Assert.All(answers, answer => Assert.Equal("whole", RawAnswer.Read(answer, "GET").Body));
            Array.ForEach(clients, client => client.Dispose());
            Assert.False(gateway.HasExited);
        }
        finally
        {
            gateway.Kill();
            await gateway.WaitForExitAsync().EndsAsync();
        }
    }

    /// <summary>Connects and sends a request at once: a connection without one for a second may be closed for another.</summary>
    private static TcpClient Ask(Uri address)
    {
        TcpClient client = new(address.Host, address.Port);
        client.GetStream().Write("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"u8);
        return client;
    }

    private static async Task<string> ReadAsync(TcpClient client)
    {
        using StreamReader reader = new(client.GetStream(), Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    private static async Task<BoundedListener> ListenAsync(int limit, ConnectionPlaces? places = null)
    {
        SocketTransportFactory sockets = new(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        return new BoundedListener(
            await sockets.BindAsync(new IPEndPoint(IPAddress.Loopback, 0)),
            places ?? new ConnectionPlaces(limit, minIdle: TimeSpan.Zero)
        );
    }

    private static async Task<TcpClient> ConnectAsync(BoundedListener listener)
    {
        TcpClient client = new();
        await client.ConnectAsync((IPEndPoint)listener.EndPoint);
        return client;
    }
}
