using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Answers;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Events;
using Smg.Wasm.AspNetCore.Pipeline;
using Smg.Wasm.AspNetCore.Selection;
using Smg.Wasm.AspNetCore.State;
using Smg.Wasm.AspNetCore.Telemetry;
using Smg.Wasm.Middleware;
using Smg.Wasm.Registration;
using Yarp.ReverseProxy.Forwarder;

namespace Smg.Wasm.AspNetCore.Proxy;

/// <summary>What all requests share.</summary>
internal sealed record GatewayServices
{
    /// <summary>The modules.</summary>
    public required ModuleManager Modules { get; init; }

    /// <summary>What chooses those of a request.</summary>
    public required ModuleSelector Selector { get; init; }

    /// <summary>What runs them.</summary>
    public required MiddlewareChain Chain { get; init; }

    /// <summary>Whether requests may pass.</summary>
    public required Readiness Readiness { get; init; }

    /// <summary>What forwards.</summary>
    public required IHttpForwarder Forwarder { get; init; }

    /// <summary>What bounds bodies.</summary>
    public required BodyLimits Limits { get; init; }

    /// <summary>The gateway's own answers.</summary>
    public required GatewayAnswer Answer { get; init; }

    /// <summary>What counts modules that do not see a message.</summary>
    public required SkippedModules Skipped { get; init; }

    /// <summary>The way of streams through modules, event by event.</summary>
    public required EventStreams Events { get; init; }

    /// <summary>What counts interim responses.</summary>
    public required InterimTelemetry Interim { get; init; }

    /// <summary>What logs requests that failed.</summary>
    public required FailureLog Log { get; init; }

    /// <summary>What logs each request; null where that is not wanted.</summary>
    public AccessLog? Access { get; init; }

    /// <summary>The way of requests through modules.</summary>
    public RequestModules CreateRequestModules() =>
        new(Modules, Chain, CreateFailureAnswer())
        {
            Limits = Limits,
            Skipped = Skipped,
            Answer = Answer,
        };

    /// <summary>The way of responses through modules.</summary>
    /// <param name="keepsHost">Whether the upstream gets the client's Host.</param>
    public ResponseModules CreateResponseModules(bool keepsHost) =>
        new(Modules, Chain, CreateFailureAnswer())
        {
            Limits = Limits,
            Skipped = Skipped,
            Answer = Answer,
            Events = Events,
            KeepsHost = keepsHost,
        };

    private FailureAnswer CreateFailureAnswer() => new(Answer, Modules, Chain);
}
