using Microsoft.AspNetCore.Server.Kestrel.Core;
using Smg.Wasm.AspNetCore.Connections;
using Smg.Wasm.AspNetCore.Proxy;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Lets the server of an application serve as a gateway's.</summary>
public static class WasmWebHostBuilderExtensions
{
    /// <summary>
    /// Sets Kestrel as smg-gateway does, for applications that forward: header bytes stay what they are (each is one character, as
    /// Latin-1), bodies have no limit but that of the runtime for those that modules see, connections share the places that the process
    /// has file descriptors for, of which the longest idle gives way, and memory goes back to the system after many bodies.
    /// Forwarding with <c>AddWasmForwarding</c> keeps the bytes too; over YARP's own connections destinations need
    /// <c>"HttpClient": { "RequestHeaderEncoding": "latin1", "ResponseHeaderEncoding": "latin1" }</c>.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="connections">How many connections are open at once. Null, the default, for the rules' defaults.</param>
    public static IWebHostBuilder UseSmgGatewayDefaults(this IWebHostBuilder builder, ConnectionRules? connections = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(services =>
        {
            services.AddSingleton(GatewayKestrel.AddTo(services, connections ?? new ConnectionRules()));
            services.Configure<KestrelServerOptions>(GatewayKestrel.Configure);
        });
    }
}
