using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Connections;
using Smg.Wasm.AspNetCore.Forwarding;
using Known = Microsoft.Net.Http.Headers.HeaderNames;

namespace Smg.Wasm.AspNetCore.Proxy;

/// <summary>How Kestrel serves clients of a gateway.</summary>
internal static class GatewayKestrel
{
    /// <summary>Adds the listeners, and the memory for bodies.</summary>
    public static void AddTo(IServiceCollection services, ConnectionRules rules)
    {
        BoundedMemoryPool.Factory pools = new();
        services.AddSingleton(pools);
        services.AddSingleton<IMemoryPoolFactory<byte>>(pools);
        BoundedListenerFactory.AddTo(services, rules);
    }

    /// <summary>Sets the server's options but for its listeners and timeouts.</summary>
    public static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // The authority of an absolute target replaces Host (RFC 9112, 3.2.2).
        kestrel.AllowHostHeaderOverride = true;

        // A header is bytes: each is one character here, so that all come out as they came in.
        kestrel.RequestHeaderEncodingSelector = name =>
            name.Equals(Known.Connection, StringComparison.OrdinalIgnoreCase) ? ConnectionFieldEncoding.Instance : Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;

        // What no module looks at is not held either: only bodies that are read whole have a limit, the runtime's.
        kestrel.Limits.MaxRequestBodySize = null;

        // What a connection reads ahead of its request is held outside the budget of bodies, and there can be thousands.
        kestrel.Limits.MaxRequestBufferSize = 128 * 1024;
    }
}
