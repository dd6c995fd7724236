using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Answers;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Catalog;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Events;
using Smg.Wasm.AspNetCore.Forwarding;
using Smg.Wasm.AspNetCore.Selection;
using Smg.Wasm.AspNetCore.State;
using Smg.Wasm.AspNetCore.Telemetry;
using Smg.Wasm.Middleware;
using Smg.Wasm.Registration;
using Yarp.ReverseProxy.Forwarder;

namespace Smg.Wasm.AspNetCore.Proxy;

/// <summary>The server that clients talk to: all that it does is <see cref="GatewayHandler"/>.</summary>
internal static class ProxyApp
{
    /// <summary>Builds the server. It is not started.</summary>
    /// <param name="options">Where it listens and forwards to.</param>
    /// <param name="runtime">What runs the modules.</param>
    /// <param name="modules">The modules of the admin API, and all modules.</param>
    /// <param name="readiness">Whether requests may pass.</param>
    /// <param name="loggers">Where it logs; null for nowhere.</param>
    public static WebApplication Build(
        GatewayOptions options,
        WasmRuntime runtime,
        (ModuleManager Managed, ModuleCatalog All) modules,
        Readiness readiness,
        ILoggerFactory? loggers
    )
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
        BoundedMemoryPool.Factory pools = GatewayKestrel.AddTo(
            builder.Services,
            options.Connections with
            {
                TrustedProxies = options.Forwarding.TrustedProxies,
            }
        );

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

        WebApplication app = builder.Build();
        UpstreamClients upstream = new(options.Upstream, TimeSpan.FromMilliseconds(options.HeadInterimTimeoutMs));
        app.Lifetime.ApplicationStopped.Register(upstream.Dispose);
        ILogger logger = loggers?.CreateLogger("Smg.Gateway.Proxy") ?? NullLogger.Instance;
        BodyLimits limits = Limits(options, runtime.Options.MaxBodySize);
        MemoryTrim trim = new(limits.Budget, pools, TimeProvider.System);
        app.Lifetime.ApplicationStopped.Register(trim.Dispose);
        GatewayAnswer answer = new(options.RetryAfterSeconds);
        IMeterFactory meters = app.Services.GetRequiredService<IMeterFactory>();
        SkippedModules skipped = new(meters, logger, TimeProvider.System);
        AccessLog? access = AccessLog.Create(options.AccessLog, runtime, meters);
        if (access is not null)
        {
            MalformedRequests.Watch(app.Services, access);
            app.Lifetime.ApplicationStopped.Register(access.Dispose);
        }

        GatewayServices services = new()
        {
            Modules = modules.Managed,
            Selector = new ModuleSelector(() => modules.All.Current),
            Chain = new MiddlewareChain(runtime),
            Readiness = readiness,
            Forwarder = app.Services.GetRequiredService<IHttpForwarder>(),
            Limits = limits,
            Answer = answer,
            Skipped = skipped,
            Events = new EventStreams(runtime, limits, skipped)
            {
                Answer = answer,
                Telemetry = new EventTelemetry(meters, logger, TimeProvider.System),
                Drain = TimeSpan.FromMilliseconds(options.StreamDrainMs),
            },
            Interim = new InterimTelemetry(meters),
            Log = new FailureLog(logger, TimeProvider.System),
            Access = access,
        };
        GatewayHandler gateway = new(options, services, upstream);
        app.Run(gateway.HandleAsync);
        return app;
    }

    private static BodyLimits Limits(GatewayOptions options, int maxBodySize)
    {
        BodyBudget budget = new(options.BufferBudget, TimeSpan.FromMilliseconds(options.BufferWaitMs), TimeProvider.System);
        return new BodyLimits(maxBodySize, budget, TimeProvider.System)
        {
            RequestTimeout = TimeSpan.FromMilliseconds(options.BodyTimeoutMs),
            UpstreamTimeout = TimeSpan.FromMilliseconds(options.UpstreamTimeoutMs),
        };
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
