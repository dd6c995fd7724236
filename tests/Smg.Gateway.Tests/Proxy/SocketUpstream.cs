using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>
/// A request as an upstream of plain sockets gets it, and the connection to answer on. The head has come, the body has not been read.
/// </summary>
/// <param name="Head">Its head with the blank line, one character a byte.</param>
/// <param name="Stream">The connection.</param>
internal sealed record SocketRequest(string Head, NetworkStream Stream)
{
    public Task SendAsync(string bytes) => Stream.WriteAsync(Encoding.Latin1.GetBytes(bytes)).AsTask();

    /// <summary>Reads so many bytes of the body.</summary>
    public async Task<string> ReadAsync(int count)
    {
        byte[] body = new byte[count];
        await Stream.ReadExactlyAsync(body);
        return Encoding.Latin1.GetString(body);
    }
}

/// <summary>
/// An upstream of plain sockets that keeps connections and answers each request as a test wants it; an exception of the test closes the
/// connection.
/// </summary>
internal sealed class SocketUpstream : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<SocketRequest, Task> _answer;
    private readonly CancellationTokenSource _end = new();

    public SocketUpstream(Func<SocketRequest, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using CancellationTokenRegistration end = _end.Token.Register(client.Dispose);
                client.NoDelay = true;
                NetworkStream stream = client.GetStream();
                while (await ReadHeadAsync(stream) is { } head)
                {
                    await _answer(new SocketRequest(head, stream));
                }
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The gateway gave the connection up, or the test did.
            }
        }
    }

    /// <summary>Reads no byte of a body.</summary>
    private static async Task<string?> ReadHeadAsync(NetworkStream stream)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one) > 0)
        {
            head.Append((char)one[0]);
            if (one[0] == (byte)'\n' && head.Length >= 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n")
            {
                return head.ToString();
            }
        }

        return null;
    }
}
