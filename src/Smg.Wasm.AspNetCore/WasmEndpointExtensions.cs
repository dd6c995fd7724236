using Microsoft.Extensions.Options;
using Smg.Wasm;
using Smg.Wasm.AspNetCore.Admin;
using Smg.Wasm.AspNetCore.Catalog;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Hosting;
using Smg.Wasm.AspNetCore.Selection;
using Smg.Wasm.AspNetCore.State;
using Smg.Wasm.Registration;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps endpoints of WebAssembly middleware, and sets the modules of endpoints.</summary>
public static class WasmEndpointExtensions
{
    /// <summary>
    /// Names the modules that see the requests of these endpoints: only those, in their order, where their rules match. A module that is
    /// not registered makes the endpoint answer 503. Needs <c>UseWasmMiddleware</c> after routing.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the endpoints.</typeparam>
    /// <param name="builder">The endpoints.</param>
    /// <param name="modules">The names; an empty list for no module.</param>
    public static TBuilder WithWasmModules<TBuilder>(this TBuilder builder, params string[] modules)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new WasmModulesAttribute(modules));

    /// <summary>
    /// Maps the admin API: <c>POST</c> and <c>GET /wasm</c>, <c>PUT</c> and <c>DELETE /wasm/{uuid}</c>, <c>POST /manifest/acknowledge</c>.
    /// It registers files of this machine, so it requires either the key of the options or an authorization policy, for instance by
    /// <c>.RequireAuthorization()</c>. Modules do not see its requests. The
    /// application's OpenAPI document leaves it out, as a part of operations; smg-gateway describes it at <c>/openapi/v1.json</c>.
    /// </summary>
    /// <param name="endpoints">The application or group to map it on.</param>
    /// <param name="prefix">Prefix of its paths. Defaults to empty.</param>
    /// <returns>The endpoints, for conventions.</returns>
    public static IEndpointConventionBuilder MapWasmAdmin(this IEndpointRouteBuilder endpoints, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        IServiceProvider services = endpoints.ServiceProvider;
        SmgWasmOptions options = services.GetRequiredService<IOptions<SmgWasmOptions>>().Value;
        ModuleEndpoints modules = new(
            services.GetRequiredService<WasmRuntime>(),
            services.GetRequiredService<ModuleManager>(),
            services.GetRequiredService<KeptModules>().Manifest,
            services.GetRequiredService<Readiness>()
        )
        {
            Rules = AdminLog.Rules(options.SmgCompat, AdminApp.CreateLogger(services.GetService<ILoggerFactory>())),
            Catalog = services.GetRequiredService<ModuleCatalog>(),
        };
        RouteGroupBuilder group = endpoints.MapGroup(prefix);
        AdminRoutes.MapModules(group, modules);
        AdminRoutes.MapManifest(group, new ManifestEndpoints(services.GetRequiredService<KeptModules>().Manifest));
        AdminDoor door = new(new AdminCredential(options.AdminKey), hasKey: options.AdminKey.Length > 0);
        group.AddEndpointFilter(door.FilterAsync);
        if (options.SmgCompat)
        {
            RouteGroupBuilder state = endpoints.MapGroup(prefix);
            AdminRoutes.MapSmg(
                state,
                new HealthEndpoints(services.GetRequiredService<Readiness>(), new AdminCredential(options.AdminKey), null)
            );
            state.WithWasmModules().ExcludeFromDescription();
        }

        ((IEndpointConventionBuilder)group).Finally(ForgetName);
        return group.WithWasmModules().ExcludeFromDescription();
    }

    /// <summary>
    /// Maps an endpoint that reports whether requests can be served: 200, or 503 with the reasons while modules are missing, the
    /// application stops, or the last change of the configuration was refused. The health check of <c>AddWasm</c> reports the same.
    /// </summary>
    /// <param name="endpoints">The application or group to map it on.</param>
    /// <param name="pattern">Its path. Defaults to <c>/ready</c>.</param>
    public static IEndpointConventionBuilder MapWasmReadiness(this IEndpointRouteBuilder endpoints, string pattern = "/ready")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        SmgWasmOptions options = endpoints.ServiceProvider.GetRequiredService<IOptions<SmgWasmOptions>>().Value;
        HealthEndpoints health = new(
            endpoints.ServiceProvider.GetRequiredService<Readiness>(),
            new AdminCredential(options.AdminKey),
            upstream: null
        );
        return endpoints.MapGet(pattern, (Delegate)health.ReadyAsync).WithWasmModules().ExcludeFromDescription();
    }

    /// <summary>Names of endpoints are unique in an application, which may have the admin API twice, and its own names.</summary>
    private static void ForgetName(EndpointBuilder endpoint)
    {
        foreach (object name in endpoint.Metadata.Where(one => one is IEndpointNameMetadata).ToArray())
        {
            endpoint.Metadata.Remove(name);
        }
    }
}
