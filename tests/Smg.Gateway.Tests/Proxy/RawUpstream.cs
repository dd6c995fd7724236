using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>An upstream of plain sockets, which answers each connection with the same bytes and keeps those that it got.</summary>
internal sealed class RawUpstream : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _answer;
    private int _open;

    private RawUpstream(byte[] answer)
    {
        _answer = answer;
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The last request, one character a byte.</summary>
    public string Received { get; private set; } = "";

    /// <summary>
    /// Waits until it has closed all connections that it answered. The gateway sends a request with a body on one that it does not know to
    /// be closed, and cannot send it again.
    /// </summary>
    public Task ClosedAsync() => Eventually.UntilAsync(() => Volatile.Read(ref _open) == 0);

    /// <param name="head">The headers of the answer, one character a byte, each with its line break.</param>
    public static RawUpstream Start(string head) => new(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n{head}\r\n"));

    /// <param name="answer">All bytes of the answer, after which the connection is closed.</param>
    public static RawUpstream Answering(byte[] answer) => new(answer);

    /// <summary>Sends bytes over a socket.</summary>
    /// <returns>All that came back until the connection was closed, one character a byte.</returns>
    public static async Task<string> SendRawAsync(Uri address, string bytes)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, address.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes));
        using StreamReader reader = new(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync().EndsAsync();
    }

    /// <summary>Sends a request over a socket.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="head">The headers, one character a byte, each with its line break.</param>
    /// <returns>All that came back, one character a byte.</returns>
    public static async Task<string> SendAsync(Uri address, string head)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, address.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{head}\r\n"));
        using StreamReader reader = new(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    /// <summary>The lines of a head, without the first.</summary>
    public static string[] Lines(string head) => [.. head.Split("\r\n\r\n")[0].Split("\r\n").Skip(1)];

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _open);
                using (client)
                {
                    await AnswerAsync(client.GetStream());
                }

                Interlocked.Decrement(ref _open);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        StringBuilder request = new();
        byte[] buffer = new byte[4096];
        while (!IsWhole(request.ToString()) && await stream.ReadAsync(buffer) is > 0 and int read)
        {
            request.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        Received = request.ToString();
        await stream.WriteAsync(_answer);
    }

    /// <summary>Whether a request with its body has come: an end of the connection that leaves some of it unread is a reset.</summary>
    private static bool IsWhole(string request) =>
        request.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and int end
        && request.Length >= end + 4 + ScriptedUpstream.BodyLength(request[..end]);
}
