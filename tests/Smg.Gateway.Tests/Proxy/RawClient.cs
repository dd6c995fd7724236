using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Smg.Gateway.Tests.Proxy;

/// <summary>A client of plain sockets that keeps its connection, one character a byte.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _client;
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private string _rest = "";

    private RawClient(TcpClient client, Stream stream) => (_client, _stream) = (client, stream);

    /// <param name="address">Where to; with the scheme https over TLS, where it believes certificates of this machine.</param>
    public static async Task<RawClient> ConnectAsync(Uri address)
    {
        TcpClient client = new() { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, address.Port);
        if (address.Scheme != Uri.UriSchemeHttps)
        {
            return new RawClient(client, client.GetStream());
        }

        SslStream tls = new(client.GetStream(), leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "localhost",
                    RemoteCertificateValidationCallback = (_, given, _, _) => given?.Subject == "CN=localhost",
                }
            )
            .EndsAsync();
        return new RawClient(client, tls);
    }

    public Task SendAsync(string bytes) => _stream.WriteAsync(Encoding.Latin1.GetBytes(bytes)).AsTask().EndsAsync();

    /// <summary>Reads up to a text and with it; less where the connection ends before.</summary>
    public async Task<string> ReadToAsync(string end)
    {
        int at;
        while ((at = _rest.IndexOf(end, StringComparison.Ordinal)) < 0)
        {
            if (!await FillAsync())
            {
                return Take(_rest.Length);
            }
        }

        return Take(at + end.Length);
    }

    /// <summary>Reads a head with its blank line: that of an interim response, or of the final one.</summary>
    public Task<string> ReadHeadAsync() => ReadToAsync("\r\n\r\n");

    /// <summary>Reads so many bytes; less where the connection ends before.</summary>
    public async Task<string> ReadAsync(int count)
    {
        while (_rest.Length < count && await FillAsync()) { }

        return Take(Math.Min(count, _rest.Length));
    }

    /// <summary>Reads a final answer to its end, and the interim ones before it.</summary>
    /// <param name="method">The request's method.</param>
    public async Task<RawAnswer> ReadAnswerAsync(string method)
    {
        StringBuilder raw = new();
        string head;
        do
        {
            head = await ReadHeadAsync();
            raw.Append(head);
        } while (head.StartsWith("HTTP/1.1 1", StringComparison.Ordinal) && !head.StartsWith("HTTP/1.1 101", StringComparison.Ordinal));

        RawAnswer answer = RawAnswer.Read(head, "HEAD");
        if (method == "HEAD" || answer.Status is 204 or 304)
        {
            return RawAnswer.Read(raw.ToString(), method);
        }

        if (answer.Header("content-length") is { } length)
        {
            raw.Append(await ReadAsync(int.Parse(length, CultureInfo.InvariantCulture)));
        }
        else if (answer.Header("transfer-encoding") is not null)
        {
            await ReadChunksAsync(raw);
        }

        return RawAnswer.Read(raw.ToString(), method);
    }

    /// <summary>Reads until the server closes the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        while (await FillAsync()) { }

        return Take(_rest.Length);
    }

    /// <summary>Closes the connection with a reset.</summary>
    public void Reset() => _client.Client.Close(timeout: 0);

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }

    private async Task ReadChunksAsync(StringBuilder raw)
    {
        int size;
        do
        {
            string line = await ReadToAsync("\r\n");
            raw.Append(line);
            if (!int.TryParse(line.TrimEnd(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out size))
            {
                return;
            }

            raw.Append(await ReadAsync(size + 2));
        } while (size > 0);
    }

    private string Take(int count)
    {
        string taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private async Task<bool> FillAsync()
    {
        int read;
        try
        {
            read = await _stream.ReadAsync(_buffer).AsTask().EndsAsync();
        }
        catch (IOException)
        {
            read = 0;
        }

        _rest += Encoding.Latin1.GetString(_buffer, 0, read);
        return read > 0;
    }
}
