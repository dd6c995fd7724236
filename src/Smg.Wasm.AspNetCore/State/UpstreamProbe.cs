using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.AspNetCore.Configuration;

namespace Smg.Wasm.AspNetCore.State;

/// <summary>
/// Asks the upstream whether it answers, for <c>/ready</c>: one request at a time, and at most one a second, however often <c>/ready</c> is
/// called. Safe to use from any thread.
/// </summary>
internal sealed class UpstreamProbe : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    /// <summary>Shorter than the ten seconds that orchestrators commonly wait for a probe.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly TimeProvider _time;
    private Task<string?>? _asked;
    private long _askedAt;

    private UpstreamProbe(GatewayOptions options, TimeProvider time)
    {
        (_address, _time) = (new Uri(options.UpstreamOrigin + options.ReadyUpstreamPath), time);
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            Timeout = Patience,
            DefaultRequestVersion = options.UpstreamVersion,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    /// <summary>The probe that options ask for; null where readiness does not include the upstream.</summary>
    public static UpstreamProbe? Create(GatewayOptions options, TimeProvider time) =>
        options.ReadyUpstreamPath.Length == 0 ? null : new UpstreamProbe(options, time);

    /// <summary>Why the upstream is not ready, in a sentence; null when it is.</summary>
    public Task<string?> FindFaultAsync()
    {
        lock (_lock)
        {
            if (_asked is null || (_asked.IsCompleted && _time.GetElapsedTime(_askedAt) >= KeptFor))
            {
                (_asked, _askedAt) = (AskAsync(), _time.GetTimestamp());
            }

            return _asked;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "Whatever goes wrong, the upstream did not answer."
    )]
    private async Task<string?> AskAsync()
    {
        try
        {
            using HttpResponseMessage response = await _client
                .GetAsync(_address, HttpCompletionOption.ResponseHeadersRead)
                .ConfigureAwait(false);
            return (int)response.StatusCode < StatusCodes.Status500InternalServerError
                ? null
                : $"The upstream answers GET {_address.AbsolutePath} with {(int)response.StatusCode}.";
        }
        catch (OperationCanceledException)
        {
            return $"The upstream does not answer GET {_address.AbsolutePath} within {Patience.TotalSeconds} s.";
        }
        catch (Exception e)
        {
            return $"The upstream does not answer GET {_address.AbsolutePath}: {e.GetBaseException().Message}";
        }
    }
}
