using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Hosting;
using Smg.Wasm.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a whole gateway to a host.</summary>
public static class SmgGatewayServiceCollectionExtensions
{
    /// <summary>
    /// Adds a gateway that starts and stops with the host: its sections <c>Gateway</c>, <c>SmgWasm</c> and <c>Kestrel</c> are read when it
    /// starts, all errors at once, and later changes of its modules take effect as a whole. The gateway brings its own servers, on the
    /// addresses of its configuration.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The root of the configuration, not a section.</param>
    /// <exception cref="OptionsException">Thrown at start-up: the configuration is invalid, or a module is refused.</exception>
    public static IServiceCollection AddSmgGateway(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSingleton(provider => new GatewayHost(
            GatewayReading.Of(configuration).ThrowIfInvalid(),
            provider.GetService<ILoggerFactory>()
        ));

        // The gateway itself says when the time to drain is over; the host's own limit must not come before.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        services.AddHostedService<GatewayService>();
        return services;
    }
}
