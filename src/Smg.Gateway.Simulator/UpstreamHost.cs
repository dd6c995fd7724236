using Smg.Wasm.AspNetCore.Hosting;

namespace Smg.Gateway.Simulator;

/// <summary>A simulated upstream: it speaks an LLM's API, and answers by its settings.</summary>
public sealed class UpstreamHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    /// <summary>Makes an upstream. It is not started.</summary>
    /// <param name="address">Where it listens, for instance <c>http://127.0.0.1:8082</c>; port 0 for any free one.</param>
    /// <param name="settings">How it answers requests that say nothing of it themselves.</param>
    /// <param name="loggers">Where it logs; null for nowhere.</param>
    public UpstreamHost(Uri address, UpstreamSettings settings, ILoggerFactory? loggers = null) =>
        _app = UpstreamApp.Build(address, settings, loggers);

    /// <summary>Where it listens, with the port that was taken. Known once it is started.</summary>
    public Uri Address => GatewayHost.AddressOf(_app);

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The address is taken.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default) => _app.StartAsync(cancellationToken);

    /// <summary>Takes no more connections and waits for the requests that run.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
