using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>What an upstream of plain sockets does for one request.</summary>
/// <param name="Bytes">All bytes of the answer.</param>
/// <param name="Repeat">How often they are written.</param>
/// <param name="StaysOpen">Whether the connection stays open without a further byte; else it is closed.</param>
internal sealed record Script(byte[] Bytes, int Repeat = 1, bool StaysOpen = false)
{
    public static implicit operator Script(string text) => new(Encoding.Latin1.GetBytes(text));
}

/// <summary>
/// An upstream of plain sockets whose answer the last segment of the path names. To HEAD it sends the head alone, unless the script's name
/// begins with "body".
/// </summary>
internal sealed partial class ScriptedUpstream : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _open = [];
    private readonly IReadOnlyDictionary<string, Script> _scripts;

    public ScriptedUpstream(IReadOnlyDictionary<string, Script> scripts)
    {
        _scripts = scripts;
        _listener.Start(512);
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public void Dispose()
    {
        _listener.Dispose();
        foreach (TcpClient client in _open)
        {
            client.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                _open.Add(client);
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            NetworkStream stream = client.GetStream();
            string head = await ReadAsync(stream);
            Match line = RequestLine().Match(head);
            if (!line.Success || !_scripts.TryGetValue(line.Groups[2].Value, out Script? script))
            {
                client.Dispose();
                return;
            }

            bool isHead = line.Groups[1].Value == "HEAD" && !line.Groups[2].Value.StartsWith("body", StringComparison.Ordinal);
            byte[] bytes = isHead ? WithoutBody(script.Bytes) : script.Bytes;
            for (int i = 0; i < script.Repeat; i++)
            {
                await stream.WriteAsync(bytes);
            }

            if (!script.StaysOpen)
            {
                client.Dispose();
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The gateway gave the connection up.
        }
    }

    /// <summary>Interim responses and the head of the last one.</summary>
    private static byte[] WithoutBody(byte[] bytes)
    {
        int last = bytes.AsSpan().LastIndexOf("\r\n\r\nHTTP/1.1 "u8);
        int start = last < 0 ? 0 : last + 4;
        int end = bytes.AsSpan(start).IndexOf("\r\n\r\n"u8);
        return end < 0 ? bytes : bytes[..(start + end + 4)];
    }

    /// <summary>Reads a request's head, and its body where it has one.</summary>
    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        byte[] buffer = new byte[64 * 1024];
        StringBuilder text = new();
        while (true)
        {
            string all = text.ToString();
            int end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (
                end >= 0
                && all.Length >= end + 4 + BodyLength(all[..end])
                && (
                    !all[..end].Contains("\r\nTransfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase)
                    || all.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
                )
            )
            {
                return all[..end];
            }

            int read = await stream.ReadAsync(buffer);
            if (read == 0)
            {
                return all;
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
    }

    /// <summary>The length of the body that follows a head.</summary>
    internal static int BodyLength(string head) =>
        Regex.Match(head, "\r\ncontent-length: *(\\d+)", RegexOptions.IgnoreCase) is { Success: true } match
            ? int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)
            : 0;

    [GeneratedRegex("^(\\S+) [^ ?]*/([\\w-]+)(?:\\?\\S*)? HTTP/1.1")]
    private static partial Regex RequestLine();
}
