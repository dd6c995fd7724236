namespace Smg.Gateway.Tests.Proxy;

/// <summary>
/// Sends requests of HTTP/1.1 over connections that stay open while the server keeps them: one after the other, or several at once before
/// the first answer.
/// </summary>
/// <param name="address">Where to.</param>
/// <param name="seed">Decides which groups are pipelined, and where a connection ends.</param>
internal sealed class GeneratedConnection(Uri address, int seed) : IDisposable
{
    /// <summary>Requests that are sent at once.</summary>
    public const int MaxGroup = 5;

    private readonly Random _random = new(seed);
    private RawClient? _client;

    /// <summary>Sends requests. What the server did not answer on a connection that it closed goes out on the next.</summary>
    /// <returns>Their statuses; 0 where none came.</returns>
    public async Task<int[]> SendAsync(GeneratedRequest[] group)
    {
        bool isPipelined = _random.Next(2) == 0;
        int[] statuses = new int[group.Length];
        int sent = 0;
        for (int i = 0; i < group.Length; i++)
        {
            if (_client is null)
            {
                _client = await RawClient.ConnectAsync(address);
                sent = i;
            }

            if (sent == i)
            {
                sent = isPipelined ? group.Length : i + 1;
                await _client.SendAsync(string.Concat(group[i..sent].Select(request => request.ToText())));
            }

            RawAnswer answer = await _client.ReadAnswerAsync(group[i].Method);
            statuses[i] = answer.Status;
            if (answer.Status == 0 || string.Equals(answer.Header("Connection"), "close", StringComparison.OrdinalIgnoreCase))
            {
                Dispose();
            }
        }

        if (_random.Next(10) == 0)
        {
            Dispose();
        }

        return statuses;
    }

    public void Dispose()
    {
        _client?.Dispose();
        _client = null;
    }
}
