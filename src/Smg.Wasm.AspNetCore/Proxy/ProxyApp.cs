using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Forwarding;
using Smg.Wasm.AspNetCore.Pipeline;
using Smg.Wasm.AspNetCore.Telemetry;
using Yarp.ReverseProxy.Forwarder;

namespace Smg.Wasm.AspNetCore.Proxy;

/// <summary>The server that clients talk to: all that it does is <see cref="GatewayHandler"/>.</summary>
internal static class ProxyApp
{
    /// <summary>Builds the server. It is not started.</summary>
    /// <param name="options">Where it listens and forwards to.</param>
    /// <param name="modules">The modules.</param>
    /// <param name="loggers">Where it logs; null for nowhere.</param>
    public static WebApplication Build(GatewayOptions options, ServedModules modules, ILoggerFactory? loggers)
    {
        WebApplication app = Create(options, loggers);
        BoundedMemoryPool.Factory pools = app.Services.GetRequiredService<BoundedMemoryPool.Factory>();
        UpstreamClients upstream = new(options.Upstream, TimeSpan.FromMilliseconds(options.HeadInterimTimeoutMs));
        app.Lifetime.ApplicationStopped.Register(upstream.Dispose);
        ILogger logger = loggers?.CreateLogger("Smg.Gateway.Proxy") ?? NullLogger.Instance;
        IMeterFactory meters = app.Services.GetRequiredService<IMeterFactory>();
        ModuleServices shared = new(modules, (meters, logger, TimeProvider.System), TimeSpan.FromMilliseconds(options.UpstreamTimeoutMs));
        MemoryTrim trim = new(shared.Limits.Budget, pools, TimeProvider.System);
        app.Lifetime.ApplicationStopped.Register(trim.Dispose);
        AccessLog? access = AccessLog.Create(options.AccessLog, modules.Runtime, meters);
        if (access is not null)
        {
            MalformedRequests.Watch(app.Services, access);
            app.Lifetime.ApplicationStopped.Register(access.Dispose);
        }

        GatewayServices services = new()
        {
            Modules = shared,
            Readiness = modules.Readiness,
            Forwarder = app.Services.GetRequiredService<IHttpForwarder>(),
            Interim = new InterimTelemetry(meters),
            Log = new FailureLog(logger, TimeProvider.System),
            Access = access,
        };
        GatewayHandler gateway = new(options, services, upstream);
        app.Run(gateway.HandleAsync);
        return app;
    }

    /// <summary>The server without what answers requests.</summary>
    private static WebApplication Create(GatewayOptions options, ILoggerFactory? loggers)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        if (options.Kestrel is null)
        {
            builder.WebHost.UseUrls(options.Address.ToString());
        }
        else
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        GatewayKestrel.AddTo(builder.Services, options.Connections with { TrustedProxies = options.Forwarding.TrustedProxies });

        // The gateway itself says when the time to drain is over; the host's own limit must not come before.
        builder.Services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = TimeSpan.FromMilliseconds(options.DrainTimeoutMs) + TimeSpan.FromMinutes(1)
        );
        builder.Services.AddRoutingCore();
        builder.Services.AddHttpForwarder();
        if (loggers is not null)
        {
            builder.Services.AddSingleton(loggers);
        }

        return builder.Build();
    }

    private static void Configure(KestrelServerOptions kestrel, GatewayOptions options)
    {
        GatewayKestrel.Configure(kestrel);
        if (options.Kestrel is not null)
        {
            kestrel.Configure(options.Kestrel);
        }

        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMilliseconds(options.KeepAliveTimeoutMs);
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromMilliseconds(options.HeaderTimeoutMs);
    }
}
