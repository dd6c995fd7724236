using System.Diagnostics.Metrics;
using Smg.Wasm.AspNetCore.Answers;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Events;
using Smg.Wasm.AspNetCore.Selection;
using Smg.Wasm.AspNetCore.State;
using Smg.Wasm.AspNetCore.Telemetry;
using Smg.Wasm.Middleware;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Pipeline;

/// <summary>What all requests share that meet modules, in a gateway and in an application.</summary>
internal sealed class ModuleServices
{
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
        (Modules, Readiness) = (served.Managed, served.Readiness);
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
        Skipped = new SkippedModules(telemetry.Meters, telemetry.Logger, telemetry.Time);
        Events = new EventStreams(served.Runtime, Limits, Skipped)
        {
            Answer = Answer,
            Telemetry = new EventTelemetry(telemetry.Meters, telemetry.Logger, telemetry.Time),
            Drain = TimeSpan.FromMilliseconds(options.StreamDrainMs),
        };
        Chain = new MiddlewareChain(served.Runtime);
        Failure = new FailureAnswer(Answer, served.Managed, Chain);
    }

    /// <summary>The modules of the admin API and the manifest, which count their calls.</summary>
    public ModuleManager Modules { get; }

    /// <summary>Whether requests may pass.</summary>
    public Readiness Readiness { get; }

    /// <summary>What chooses the modules of a request.</summary>
    public ModuleSelector Selector { get; }

    /// <summary>What runs the modules.</summary>
    public MiddlewareChain Chain { get; }

    /// <summary>What bounds bodies.</summary>
    public BodyLimits Limits { get; }

    /// <summary>The gateway's own answers.</summary>
    public GatewayAnswer Answer { get; }

    /// <summary>What answers where a module fails.</summary>
    public FailureAnswer Failure { get; }

    /// <summary>What counts the modules that do not see a message.</summary>
    public SkippedModules Skipped { get; }

    /// <summary>The way of streams through modules, event by event.</summary>
    public EventStreams Events { get; }
}
