namespace Smg.Wasm.AspNetCore.Hosting;

/// <summary>Starts and stops a gateway with its host.</summary>
/// <param name="gateway">The gateway.</param>
internal sealed class GatewayService(GatewayHost gateway) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => gateway.StartAsync(cancellationToken);

    /// <summary>Drains: the gateway has its own time for that, and the host's does not cut it.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => gateway.StopAsync(CancellationToken.None);
}
