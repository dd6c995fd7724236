using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Smg.Gateway.Admin;
using Smg.Gateway.Forwarding;
using Smg.Wasm;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Yarp.ReverseProxy.Forwarder;

namespace Smg.Gateway.Proxy;

/// <summary>The server that clients talk to: all that it does is <see cref="GatewayHandler"/>.</summary>
internal static class ProxyApp
{
    /// <summary>Builds the server. It is not started.</summary>
    /// <param name="options">Where it listens and forwards to.</param>
    /// <param name="runtime">What runs the modules.</param>
    /// <param name="modules">The modules.</param>
    /// <param name="readiness">Whether requests may pass.</param>
    /// <param name="loggers">Where it logs; null for nowhere.</param>
    public static WebApplication Build(GatewayOptions options, WasmRuntime runtime, ModuleManager modules, Readiness readiness, ILoggerFactory? loggers)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(options.Address.ToString());
        builder.WebHost.ConfigureKestrel(Configure);
        builder.Services.AddSingleton<IConnectionListenerFactory, BoundedListenerFactory>();
        builder.Services.AddRoutingCore();
        builder.Services.AddHttpForwarder();
        if (loggers is not null)
        {
            builder.Services.AddSingleton(loggers);
        }

        WebApplication app = builder.Build();
        UpstreamClients upstream = new(options.Upstream);
        app.Lifetime.ApplicationStopped.Register(upstream.Dispose);
        GatewayHandler gateway = new(options, modules, readiness, new MiddlewareChain(runtime), app.Services.GetRequiredService<IHttpForwarder>(), upstream, runtime.Options.MaxBodySize);
        app.Run(gateway.HandleAsync);
        return app;
    }

    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // The authority of an absolute target replaces Host (RFC 9112, 3.2.2).
        kestrel.AllowHostHeaderOverride = true;

        // A header is bytes: each is one character here, so that all come out as they came in.
        kestrel.RequestHeaderEncodingSelector = name => name.Equals("Connection", StringComparison.OrdinalIgnoreCase) ? ConnectionFieldEncoding.Instance : Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;

        // What no module looks at is not held either: only bodies that are read whole have a limit, the runtime's.
        kestrel.Limits.MaxRequestBodySize = null;
    }
}
