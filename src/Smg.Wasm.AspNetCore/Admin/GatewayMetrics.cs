using System.Diagnostics.Metrics;
using Prometheus;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Catalog;
using Smg.Wasm.AspNetCore.Events;
using Smg.Wasm.AspNetCore.State;
using Smg.Wasm.AspNetCore.Telemetry;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>
/// What the gateway measures, for Prometheus: the instruments of its runtime and of the server that clients talk to, in seconds and bytes,
/// and its state when it is asked. Names and units are Prometheus's own.
/// </summary>
internal sealed class GatewayMetrics : IDisposable
{
    private const string HttpMeter = "Microsoft.AspNetCore.Hosting";

    /// <summary>A call takes some ten microseconds, and a second at most unless the limit was raised.</summary>
    private static readonly double[] CallSeconds =
    [
        5e-6,
        1e-5,
        2.5e-5,
        5e-5,
        1e-4,
        2.5e-4,
        5e-4,
        1e-3,
        2.5e-3,
        5e-3,
        1e-2,
        2.5e-2,
        5e-2,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
    ];

    /// <summary>A compile takes a millisecond to some seconds, and an answer of a model minutes.</summary>
    private static readonly double[] LongSeconds =
    [
        5e-4,
        1e-3,
        2.5e-3,
        5e-3,
        1e-2,
        2.5e-2,
        5e-2,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        30,
        60,
        120,
        300,
    ];

    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly MeterListener _listener = new();

    /// <summary>Begins to measure.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="modules">The modules.</param>
    /// <param name="readiness">Whether the gateway is ready.</param>
    /// <param name="clients">The meters of the server that clients talk to.</param>
    public GatewayMetrics(WasmRuntime runtime, ModuleCatalog modules, Readiness readiness, IMeterFactory clients)
    {
        DotNetStats.Register(_registry);
        AddState(runtime, modules, readiness);
        ExportedInstrument[] exported = Exported(Metrics.WithCustomRegistry(_registry));
        _registry.AddBeforeCollectCallback(() => Array.ForEach(exported, one => one.Forget(modules.Knows)));
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            object? scope = instrument.Meter.Name switch
            {
                WasmMeter.Name => runtime,
                HttpMeter or GatewayMeter.Name => clients,
                _ => null,
            };
            if (
                scope is not null
                && ReferenceEquals(instrument.Meter.Scope, scope)
                && Array.Find(exported, one => one.Instrument == instrument.Name) is { } found
            )
            {
                listener.EnableMeasurementEvents(instrument, found);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => ((ExportedInstrument)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => ((ExportedInstrument)state!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>Metrics for Prometheus.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        using MemoryStream text = new();
        await _registry.CollectAndExportAsTextAsync(text, context.RequestAborted).ConfigureAwait(false);
        context.Response.ContentType = PrometheusConstants.TextContentTypeWithVersionAndEncoding;
        context.Response.ContentLength = text.Length;
        await context
            .Response.Body.WriteAsync(text.GetBuffer().AsMemory(0, (int)text.Length), context.RequestAborted)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static ExportedInstrument[] Exported(IMetricFactory factory)
    {
        const double Microsecond = 1e-6;
        (string, string) module = (ExportedInstrument.ModuleTag, "module");
        (string, string) error = ("error.type", "error");
        return
        [
            ExportedInstrument.Histogram(
                factory,
                "smg.wasm.execution.duration",
                "smg_wasm_execution_duration_seconds",
                "Time of a call of a module, queue time included.",
                CallSeconds,
                Microsecond,
                [
                    module,
                    ("smg.wasm.attach_point", "attach_point"),
                    ("smg.wasm.action", "action"),
                    error,
                    ("smg.wasm.storage.operation", "operation"),
                ]
            ),
            ExportedInstrument.Histogram(
                factory,
                "smg.wasm.queue.duration",
                "smg_wasm_queue_duration_seconds",
                "Time that a call waited for a worker.",
                CallSeconds,
                Microsecond,
                [module]
            ),
            ExportedInstrument.Histogram(
                factory,
                "smg.wasm.compile.duration",
                "smg_wasm_compile_duration_seconds",
                "Time to compile a module, or to load it from disk.",
                LongSeconds,
                Microsecond,
                [module, error]
            ),
            ExportedInstrument.Counter(
                factory,
                "smg.wasm.module.registrations",
                "smg_wasm_module_registrations_total",
                "Registrations and replacements of modules; refused ones have an error.",
                [error]
            ),
            ExportedInstrument.Counter(
                factory,
                "smg.wasm.guest.output.dropped",
                "smg_wasm_guest_output_dropped_bytes_total",
                "Output of guests that was dropped because it exceeded the log's limits.",
                [module]
            ),
            ExportedInstrument.Counter(
                factory,
                "smg.wasm.undo.disagreements",
                "smg_wasm_undo_disagreements_total",
                "1 once the system was wrong about which pages a guest wrote.",
                []
            ),
            ExportedInstrument.Counter(
                factory,
                SkippedModules.Instrument,
                "smg_gateway_module_skips_total",
                "Messages that passed a module unseen, by the reason.",
                [module, ("smg.gateway.skip.reason", "reason")]
            ),
            ExportedInstrument.Counter(
                factory,
                EventTelemetry.Instrument,
                "smg_gateway_stream_ends_total",
                "Streams that ended before their upstream's end, or did not begin, by the reason.",
                [module, (EventTelemetry.ReasonTag, "reason")]
            ),
            ExportedInstrument.Counter(
                factory,
                InterimTelemetry.Instrument,
                "smg_gateway_interim_responses_total",
                "Interim responses (1xx) of upstreams, by what happened to them.",
                [(InterimTelemetry.OutcomeTag, "outcome")]
            ),
            ExportedInstrument.Counter(
                factory,
                AccessLog.Dropped,
                "smg_gateway_access_log_dropped_total",
                "Lines of the access log that were dropped because the output did not take them.",
                []
            ),
            ExportedInstrument.Histogram(
                factory,
                "http.server.request.duration",
                "smg_gateway_request_duration_seconds",
                "Time of a client's request, from its head to the end of its response.",
                LongSeconds,
                1,
                [("http.request.method", "method"), ("http.response.status_code", "status")]
            ),
        ];
    }

    private void AddState(WasmRuntime runtime, ModuleCatalog modules, Readiness readiness)
    {
        MetricFactory factory = Metrics.WithCustomRegistry(_registry);
        Gauge queue = factory.CreateGauge("smg_wasm_queue_length", "Calls that wait for a worker.");
        Gauge streams = factory.CreateGauge("smg_wasm_streams", "Module instances that streams of events hold.");
        factory
            .CreateGauge("smg_wasm_streams_limit", "Module instances that streams of events may hold (MaxStreams).")
            .Set(runtime.Options.EffectiveMaxStreams);
        Gauge registered = factory.CreateGauge("smg_gateway_modules", "Modules that are registered.");
        Gauge ready = factory.CreateGauge("smg_gateway_ready", "1 when the gateway is ready, else 0.");
        Gauge build = factory.CreateGauge("smg_gateway_build_info", "Always 1; the version is a label.", ["version"]);
        build.WithLabels(typeof(GatewayMetrics).Assembly.GetName().Version?.ToString(3) ?? "").Set(1);
        _registry.AddBeforeCollectCallback(() =>
        {
            queue.Set(runtime.QueueLength);
            streams.Set(runtime.StreamCount);
            registered.Set(modules.Current.Modules.Length);
            ready.Set(readiness.Reasons().Count == 0 ? 1 : 0);
        });
    }
}
