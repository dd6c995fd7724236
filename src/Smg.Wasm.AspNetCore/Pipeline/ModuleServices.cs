using System.Diagnostics.Metrics;
using Smg.Wasm.AspNetCore.Answers;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Events;
using Smg.Wasm.AspNetCore.Selection;
using Smg.Wasm.AspNetCore.Telemetry;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.AspNetCore.Pipeline;

/// <summary>What all requests share that meet modules, in a gateway and in an application.</summary>
internal sealed class ModuleServices
{
    private readonly ServedModules _served;
    private readonly SkippedModules _skipped;
    private readonly EventStreams _events;
    private readonly MiddlewareChain _chain;
    private readonly FailureAnswer _failure;

    /// <summary>Creates the services.</summary>
    /// <param name="served">The modules.</param>
    /// <param name="telemetry">Where modules that do not see a message are counted and logged, and the clock.</param>
    /// <param name="upstreamTimeout">Time that an upstream may be silent.</param>
    public ModuleServices(
        ServedModules served,
        (IMeterFactory Meters, ILogger Logger, TimeProvider Time) telemetry,
        TimeSpan upstreamTimeout
    )
    {
        SmgWasmOptions options = served.Options;
        _served = served;
        Selector = new ModuleSelector(() => served.All.Current);
        Answer = new GatewayAnswer(options.RetryAfterSeconds);
        Limits = new BodyLimits(
            options.Runtime.MaxBodySize,
            new BodyBudget(options.BufferBudget, TimeSpan.FromMilliseconds(options.BufferWaitMs), telemetry.Time),
            telemetry.Time
        )
        {
            RequestTimeout = TimeSpan.FromMilliseconds(options.BodyTimeoutMs),
            UpstreamTimeout = upstreamTimeout,
        };
        _skipped = new SkippedModules(telemetry.Meters, telemetry.Logger, telemetry.Time);
        _events = new EventStreams(served.Runtime, Limits, _skipped)
        {
            Answer = Answer,
            Telemetry = new EventTelemetry(telemetry.Meters, telemetry.Logger, telemetry.Time),
            Drain = TimeSpan.FromMilliseconds(options.StreamDrainMs),
        };
        _chain = new MiddlewareChain(served.Runtime);
        _failure = new FailureAnswer(Answer, served.Managed, _chain);
    }

    /// <summary>What chooses the modules of a request.</summary>
    public ModuleSelector Selector { get; }

    /// <summary>What bounds bodies.</summary>
    public BodyLimits Limits { get; }

    /// <summary>The gateway's own answers.</summary>
    public GatewayAnswer Answer { get; }

    /// <summary>The way of requests through modules.</summary>
    public RequestModules CreateRequestModules() =>
        new(_served.Managed, _chain, _failure)
        {
            Limits = Limits,
            Skipped = _skipped,
            Answer = Answer,
        };

    /// <summary>The way of responses through modules.</summary>
    /// <param name="keepsHost">Whether the upstream gets the client's Host.</param>
    public ResponseModules CreateResponseModules(bool keepsHost) =>
        new(_served.Managed, _chain, _failure)
        {
            Limits = Limits,
            Skipped = _skipped,
            Answer = Answer,
            Events = _events,
            KeepsHost = keepsHost,
        };
}
