using Smg.Wasm.AspNetCore.Errors;
using Smg.Wasm.AspNetCore.Registration;

namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>The routes of the admin port, with their descriptions; the summaries are those of the methods.</summary>
internal static class AdminRoutes
{
    private const string Json = "application/json";
    private const string Modules = "modules";
    private const string State = "state";

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, AdminEndpoints endpoints)
    {
        (ModuleEndpoints modules, ManifestEndpoints manifest, HealthEndpoints health, GatewayMetrics metrics) = endpoints;
        MapModules(routes, modules);
        MapManifest(routes, manifest);
        routes
            .MapGet("/health", (Delegate)HealthEndpoints.LiveAsync)
            .WithMetadata(new NoKeyNeeded())
            .WithName("getHealth")
            .WithTags(State)
            .WithDescription("Answers 200 while the process can answer at all. Requires no key.")
            .Produces<Health>(StatusCodes.Status200OK);
        routes
            .MapGet("/ready", (Delegate)health.ReadyAsync)
            .WithMetadata(new NoKeyNeeded())
            .WithName("getReadiness")
            .WithTags(State)
            .WithDescription(
                "Answers 503 until the manifest's modules are registered, while the gateway shuts down and, with "
                    + "--ready-upstream, while the upstream does not answer. Requires no key; only requests with the key get the "
                    + "reasons."
            )
            .Produces<Health>(StatusCodes.Status200OK)
            .Produces<Health>(StatusCodes.Status503ServiceUnavailable);
        routes
            .MapGet("/metrics", (Delegate)metrics.HandleAsync)
            .WithName("getMetrics")
            .WithTags(State)
            .WithDescription(
                "Histograms of calls, compiles and requests in seconds, counters of registrations, and the state of runtime "
                    + "and process, in Prometheus's text format."
            )
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .Produces<GatewayError>(StatusCodes.Status401Unauthorized);
    }

    /// <summary>Adds the routes that clients of smg know beside these.</summary>
    public static void MapSmg(IEndpointRouteBuilder routes, HealthEndpoints health)
    {
        routes.MapGet("/liveness", (Delegate)HealthEndpoints.LiveAsync).WithMetadata(new NoKeyNeeded()).ExcludeFromDescription();
        routes.MapGet("/readiness", (Delegate)health.ReadyAsync).WithMetadata(new NoKeyNeeded()).ExcludeFromDescription();
    }

    /// <summary>Adds the routes of the manifest.</summary>
    public static void MapManifest(IEndpointRouteBuilder routes, ManifestEndpoints manifest) =>
        routes
            .MapPost("/manifest/acknowledge", (Delegate)manifest.AcknowledgeAsync)
            .WithName("acknowledgeManifest")
            .WithTags(State)
            .WithDescription(
                "Lets requests pass again after the manifest was damaged, once the modules that it held are known or registered "
                    + "again. The damaged files are kept under another name."
            )
            .Produces<ManifestAcknowledgement>(StatusCodes.Status200OK)
            .Produces<GatewayError>(StatusCodes.Status401Unauthorized)
            .Produces<GatewayError>(StatusCodes.Status503ServiceUnavailable);

    /// <summary>Adds the routes of modules.</summary>
    public static void MapModules(IEndpointRouteBuilder routes, ModuleEndpoints modules)
    {
        routes
            .MapPost("/wasm", (Delegate)modules.AddAsync)
            .WithName("addModules")
            .WithTags(Modules)
            .WithDescription(
                "Registers modules from files on the gateway's machine, in this order. The answer repeats the list, each module "
                    + "with add_result. Its status is 400 when one was refused; the others are registered nevertheless."
            )
            .Accepts<ModuleBatch>(Json)
            .Produces<ModuleBatch>(StatusCodes.Status200OK)
            .Produces<ModuleBatch>(StatusCodes.Status400BadRequest)
            .Produces<GatewayError>(StatusCodes.Status401Unauthorized)
            .Produces<GatewayError>(StatusCodes.Status413PayloadTooLarge)
            .Produces<GatewayError>(StatusCodes.Status415UnsupportedMediaType)
            .Produces<GatewayError>(StatusCodes.Status503ServiceUnavailable);
        routes
            .MapGet("/wasm", (Delegate)modules.ListAsync)
            .WithName("listModules")
            .WithTags(Modules)
            .WithDescription("The modules in the order in which they are called.")
            .Produces<ModuleList>(StatusCodes.Status200OK)
            .Produces<GatewayError>(StatusCodes.Status401Unauthorized);
        routes
            .MapPut("/wasm/{uuid}", modules.ReplaceAsync)
            .WithName("replaceModule")
            .WithTags(Modules)
            .WithDescription(
                "Replaces a module by a file: its uuid, its created_at and its place in the order stay. The old version serves "
                    + "until the new one has passed every check, and continues when the new one is refused; add_result then says why."
            )
            .Accepts<ModuleForm>(Json)
            .Produces<ModuleForm>(StatusCodes.Status200OK)
            .Produces<ModuleForm>(StatusCodes.Status400BadRequest)
            .Produces<GatewayError>(StatusCodes.Status401Unauthorized)
            .Produces<GatewayError>(StatusCodes.Status404NotFound)
            .Produces<GatewayError>(StatusCodes.Status413PayloadTooLarge)
            .Produces<GatewayError>(StatusCodes.Status415UnsupportedMediaType)
            .Produces<GatewayError>(StatusCodes.Status503ServiceUnavailable);
        routes
            .MapDelete("/wasm/{uuid}", modules.RemoveAsync)
            .WithName("removeModule")
            .WithTags(Modules)
            .WithDescription("Requests that are already being handled finish with the module.")
            .Produces<ModuleRemoval>(StatusCodes.Status200OK)
            .Produces<GatewayError>(StatusCodes.Status400BadRequest)
            .Produces<GatewayError>(StatusCodes.Status401Unauthorized)
            .Produces<GatewayError>(StatusCodes.Status404NotFound)
            .Produces<GatewayError>(StatusCodes.Status503ServiceUnavailable);
    }
}
