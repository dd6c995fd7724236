using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Smg.Wasm;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Catalog;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Hosting;
using Smg.Wasm.AspNetCore.Manifests;
using Smg.Wasm.AspNetCore.Pipeline;
using Smg.Wasm.AspNetCore.State;
using Smg.Wasm.Registration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds WebAssembly middleware to an application.</summary>
public static class SmgWasmServiceCollectionExtensions
{
    private const string Category = "Smg.Wasm.AspNetCore";

    /// <summary>
    /// Adds the runtime and the modules of a configuration section. The section is validated when the application starts, all errors at
    /// once, and its modules are registered before the server listens; later changes of its modules take effect as a whole or, where one is
    /// refused, not at all.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section, by convention <c>SmgWasm</c>.</param>
    /// <param name="configure">Changes the options that were read. Null, the default, for no change.</param>
    /// <exception cref="OptionsValidationException">Thrown at start-up: the options are invalid, or a module is refused.</exception>
    public static IServiceCollection AddSmgWasm(
        this IServiceCollection services,
        IConfiguration section,
        Action<SmgWasmOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        services.AddOptions<SmgWasmOptions>().Configure(options => SmgWasmBinder.Bind(section, options));
        return services.AddCore(new WasmConfigurationSource(section), configure);
    }

    /// <summary>Adds the runtime and modules that code defines.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="OptionsValidationException">Thrown at start-up: the options are invalid, or a module is refused.</exception>
    public static IServiceCollection AddSmgWasm(this IServiceCollection services, Action<SmgWasmOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddCore(new WasmConfigurationSource(Section: null), configure);
    }

    private static IServiceCollection AddCore(
        this IServiceCollection services,
        WasmConfigurationSource source,
        Action<SmgWasmOptions>? configure
    )
    {
        OptionsBuilder<SmgWasmOptions> builder = services.AddOptions<SmgWasmOptions>().ValidateOnStart();
        if (configure is not null)
        {
            builder.Configure(configure);
        }

        if (services.Any(service => service.ServiceType == typeof(WasmRuntime)))
        {
            return services;
        }

        services.AddMetrics();

        // Kestrel reads headers as UTF-8 and refuses to write what is not ASCII: a module may set such a value.
        services.PostConfigure<KestrelServerOptions>(kestrel =>
        {
            Func<string, Encoding?> given = kestrel.ResponseHeaderEncodingSelector;
            kestrel.ResponseHeaderEncodingSelector = name => given(name) ?? Encoding.UTF8;
        });
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<SmgWasmOptions>, SmgWasmValidator>();
        services.AddSingleton(source);
        services.AddSingleton(provider => new WasmRuntime(Options(provider).Runtime, provider.GetService<ILoggerFactory>()));
        services.AddSingleton(provider => new ConfiguredModules(
            provider.GetRequiredService<WasmRuntime>(),
            provider.GetRequiredService<IHostEnvironment>().ContentRootPath
        ));
        services.AddSingleton(CreateKept);
        services.AddSingleton(provider =>
            ServedModules.CreateManager(
                Options(provider),
                provider.GetRequiredService<WasmRuntime>(),
                provider.GetRequiredService<KeptModules>().Manifest
            )
        );
        services.AddSingleton(provider => new ModuleCatalog(
            provider.GetRequiredService<ModuleManager>(),
            provider.GetRequiredService<ConfiguredModules>()
        ));
        services.AddSingleton(provider =>
            ServedModules.CreateReadiness(
                provider.GetRequiredService<KeptModules>().Manifest,
                provider.GetRequiredService<ConfiguredModules>()
            )
        );
        services.AddSingleton(CreatePipeline);
        services.AddSingleton<WasmModuleService>();
        services.AddHostedService(provider => provider.GetRequiredService<WasmModuleService>());
        return services;
    }

    private static SmgWasmOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<SmgWasmOptions>>().Value;

    private static ILogger Logger(IServiceProvider provider) => provider.GetRequiredService<ILoggerFactory>().CreateLogger(Category);

    private static KeptModules CreateKept(IServiceProvider provider) =>
        new(Options(provider).ManifestPath is { Length: > 0 } path ? new Manifest(path, acknowledge: false, Logger(provider)) : null);

    private static WasmPipeline CreatePipeline(IServiceProvider provider)
    {
        ServedModules served = new(
            Options(provider),
            provider.GetRequiredService<WasmRuntime>(),
            provider.GetRequiredService<ModuleManager>(),
            provider.GetRequiredService<ModuleCatalog>(),
            provider.GetRequiredService<Readiness>()
        );
        TimeProvider time = provider.GetRequiredService<TimeProvider>();
        IMeterFactory meters = provider.GetRequiredService<IMeterFactory>();

        // An endpoint may take the time that it takes: who waits for an upstream has a timeout for that.
        ModuleServices shared = new(served, (meters, Logger(provider), time), Timeout.InfiniteTimeSpan);
        BoundedMemoryPool.Factory? pools = provider.GetService<BoundedMemoryPool.Factory>();
        if (pools is not null)
        {
            MemoryTrim trim = new(shared.Limits.Budget, pools, time);
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(trim.Dispose);
        }

        return new WasmPipeline(
            shared.Selector,
            served.Readiness,
            shared.CreateRequestModules(),
            shared.CreateResponseModules(keepsHost: true)
        )
        {
            Targets = new EndpointTarget(served.Options.Targets),
            HasDecodedHeaders = pools is null,
        };
    }
}
