using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Pipeline;
using Smg.Wasm.AspNetCore.State;
using Smg.Wasm.AspNetCore.Telemetry;
using Yarp.ReverseProxy.Forwarder;

namespace Smg.Wasm.AspNetCore.Proxy;

/// <summary>What all requests of a gateway share.</summary>
internal sealed record GatewayServices
{
    /// <summary>What requests share that meet modules.</summary>
    public required ModuleServices Modules { get; init; }

    /// <summary>Whether requests may pass.</summary>
    public required Readiness Readiness { get; init; }

    /// <summary>What forwards.</summary>
    public required IHttpForwarder Forwarder { get; init; }

    /// <summary>What counts interim responses.</summary>
    public required InterimTelemetry Interim { get; init; }

    /// <summary>What logs requests that failed.</summary>
    public required FailureLog Log { get; init; }

    /// <summary>What logs each request; null where that is not wanted.</summary>
    public AccessLog? Access { get; init; }
}
