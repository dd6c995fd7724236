using Smg.Gateway.Bodies;
using Smg.Gateway.Events;
using Smg.Gateway.Telemetry;
using Smg.Wasm.Middleware;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Proxy;

/// <summary>What all responses share on their way through modules.</summary>
/// <param name="Modules">The modules.</param>
/// <param name="Chain">What runs them.</param>
/// <param name="Failure">What answers where one fails.</param>
internal sealed record ResponseModules(ModuleManager Modules, MiddlewareChain Chain, FailureAnswer Failure)
{
    /// <summary>What bounds the bodies.</summary>
    public required BodyLimits Limits { get; init; }

    /// <summary>What counts the modules that do not see a response.</summary>
    public required SkippedModules Skipped { get; init; }

    /// <summary>The way of streams through modules, event by event.</summary>
    public required EventStreams Events { get; init; }

    /// <summary>The gateway's own answers.</summary>
    public required GatewayAnswer Answer { get; init; }

    /// <summary>Whether the upstream gets the client's Host.</summary>
    public required bool KeepsHost { get; init; }
}
