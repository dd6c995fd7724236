using Microsoft.Extensions.Logging.Abstractions;
using Smg.Wasm.AspNetCore.Catalog;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Manifests;
using Smg.Wasm.AspNetCore.State;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>The server that operators talk to, on a separate port.</summary>
internal static class AdminApp
{
    /// <summary>Builds the server. It is not started.</summary>
    /// <param name="options">Where it listens, and what it wants of those who call.</param>
    /// <param name="runtime">What runs the modules.</param>
    /// <param name="modules">The modules of the admin API, and all modules.</param>
    /// <param name="manifest">What keeps the modules over a restart; null for nothing.</param>
    /// <param name="readiness">Whether the gateway is ready.</param>
    /// <param name="watch">What is measured, and what asks the upstream for readiness; null where it is not asked.</param>
    /// <param name="loggers">Where it logs; null for nowhere.</param>
    public static WebApplication Build(
        GatewayOptions options,
        WasmRuntime runtime,
        (ModuleManager Managed, ModuleCatalog All) modules,
        Manifest? manifest,
        Readiness readiness,
        (GatewayMetrics Metrics, UpstreamProbe? Upstream) watch,
        ILoggerFactory? loggers
    )
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(options.AdminAddress.ToString());
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // Bodies are measured as they are read: the server's own limit would cut a client off before it has read why.
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.Services.AddRouting();
        AdminDescription.Add(builder.Services);
        if (loggers is not null)
        {
            builder.Services.AddSingleton(loggers);
        }

        WebApplication app = builder.Build();
        AdminCredential key = new(options.SmgWasm.AdminKey);
        AdminGuard guard = new(new AdminHostNames(options.AdminAddress, options.AdminHosts), key, CreateLogger(loggers));
        app.UseRouting();
        app.Use(guard.HandleAsync);
        HealthEndpoints health = new(readiness, key, watch.Upstream);
        ModuleEndpoints endpoints = new(runtime, modules.Managed, manifest, readiness)
        {
            Rules = AdminLog.Rules(options.SmgWasm.SmgCompat, CreateLogger(loggers)),
            Catalog = modules.All,
        };
        AdminRoutes.Map(app, new AdminEndpoints(endpoints, new ManifestEndpoints(manifest), health, watch.Metrics));
        if (options.SmgWasm.SmgCompat)
        {
            AdminRoutes.MapSmg(app, health);
        }

        app.MapOpenApi(AdminDescription.Route);
        return app;
    }

    /// <summary>The log of the admin side.</summary>
    public static ILogger CreateLogger(ILoggerFactory? loggers) => loggers?.CreateLogger("Smg.Gateway.Admin") ?? NullLogger.Instance;
}
