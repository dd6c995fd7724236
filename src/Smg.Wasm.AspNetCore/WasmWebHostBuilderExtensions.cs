using Microsoft.AspNetCore.Server.Kestrel.Core;
using Smg.Wasm.AspNetCore.Connections;
using Smg.Wasm.AspNetCore.Proxy;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Configures an application's server as a gateway's.</summary>
public static class WasmWebHostBuilderExtensions
{
    /// <summary>
    /// Configures Kestrel as smg-gateway does, for applications that forward. Header bytes stay unchanged (each is one character, as
    /// Latin-1); bodies are limited only where modules see them, by the runtime; the number of connections follows the process's file
    /// descriptors, and at the limit the longest idle one is closed; memory is returned to the system after many bodies. Forward with
    /// <c>AddWasmForwarding</c>; over YARP's own connections destinations need
    /// <c>"HttpClient": { "RequestHeaderEncoding": "latin1", "ResponseHeaderEncoding": "latin1" }</c>.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="connections">Limits of connections. Null, the default, for the defaults of <see cref="ConnectionRules"/>.</param>
    public static IWebHostBuilder UseSmgGatewayDefaults(this IWebHostBuilder builder, ConnectionRules? connections = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(services =>
        {
            GatewayKestrel.AddTo(services, connections ?? new ConnectionRules());
            services.Configure<KestrelServerOptions>(GatewayKestrel.Configure);
        });
    }
}
