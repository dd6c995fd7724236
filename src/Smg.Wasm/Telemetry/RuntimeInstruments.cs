using System.Diagnostics;
using System.Diagnostics.Metrics;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Telemetry;

/// <summary>
/// The instruments of one runtime, named by OpenTelemetry's conventions. Times are in microseconds, because a call takes about ten of them.
/// An instrument without a listener measures nothing.
/// </summary>
internal sealed class RuntimeInstruments : IDisposable
{
    private const string ModuleTag = "smg.wasm.module";
    private const string AttachPointTag = "smg.wasm.attach_point";
    private const string ActionTag = "smg.wasm.action";
    private const string OperationTag = "smg.wasm.storage.operation";
    private const string ErrorTag = "error.type";

    private readonly Meter _meter;
    private readonly Histogram<double> _executions;
    private readonly Histogram<double> _waits;
    private readonly Histogram<double> _compiles;
    private readonly Counter<long> _registrations;
    private readonly Counter<long> _droppedOutput;
    private readonly Counter<long> _disagreements;

    /// <param name="queueLength">Calls that wait for a worker now.</param>
    /// <param name="scope">The runtime: a listener distinguishes several runtimes by the meter's scope.</param>
    public RuntimeInstruments(Func<int> queueLength, object? scope)
    {
        _meter = new Meter(
            new MeterOptions(WasmMeter.Name) { Version = typeof(WasmMeter).Assembly.GetName().Version?.ToString(3), Scope = scope }
        );
        _executions = _meter.CreateHistogram<double>("smg.wasm.execution.duration", "us", "Time of a call, queue time included.");
        _waits = _meter.CreateHistogram<double>(
            "smg.wasm.queue.duration",
            "us",
            "Time that a call waited for a worker. Calls that run inline do not wait and are not counted."
        );
        _compiles = _meter.CreateHistogram<double>("smg.wasm.compile.duration", "us", "Time to compile a module, or to load it from disk.");
        _registrations = _meter.CreateCounter<long>(
            "smg.wasm.module.registrations",
            "{registration}",
            "Registrations and replacements of modules."
        );
        _droppedOutput = _meter.CreateCounter<long>(
            "smg.wasm.guest.output.dropped",
            "By",
            "Output of guests that was dropped because it exceeded the log's limits."
        );
        _disagreements = _meter.CreateCounter<long>(
            "smg.wasm.undo.disagreements",
            "{disagreement}",
            "1 once the system was wrong about which pages a guest wrote."
        );
        _meter.CreateObservableUpDownCounter("smg.wasm.queue.length", queueLength, "{call}", "Calls that wait for a worker.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Executed(in GuestCall call, in ExecutionResult result, TimeSpan elapsed)
    {
        if (!_executions.Enabled)
        {
            return;
        }

        TagList tags = new()
        {
            { ModuleTag, call.Module.Name },
            { AttachPointTag, AttachPointTable.Find(call.AttachPoint)?.MetricName ?? "unknown" },
        };
        tags.Add(result.Failure is { } failure ? new(ErrorTag, failure.Cause.ToString()) : new(ActionTag, NameOf(result.Answer!)));
        if (call.Input is StorageInput storage)
        {
            tags.Add(OperationTag, OperationNames.Of(storage.Operation));
        }

        _executions.Record(elapsed.TotalMicroseconds, tags);
    }

    internal void UndoingDistrusted() => _disagreements.Add(1);

    internal void Waited(WasmModule module, TimeSpan elapsed)
    {
        if (_waits.Enabled)
        {
            _waits.Record(elapsed.TotalMicroseconds, new TagList { { ModuleTag, module.Name } });
        }
    }

    internal void Compiled(WasmModule module, ExecutionFailure? failure, TimeSpan elapsed) =>
        _compiles.Record(elapsed.TotalMicroseconds, Tags(module.Name, failure?.Cause.ToString()));

    internal void Registered(string? error) => _registrations.Add(1, error is null ? [] : new TagList { { ErrorTag, error } });

    internal void DroppedOutput(WasmModule module, long bytes) => _droppedOutput.Add(bytes, Tags(module.Name, error: null));

    private static TagList Tags(string module, string? error)
    {
        TagList tags = new() { { ModuleTag, module } };
        if (error is not null)
        {
            tags.Add(ErrorTag, error);
        }

        return tags;
    }

    private static string NameOf(GuestAnswer answer) =>
        answer switch
        {
            ContinueAction or ColumnsAnswer => "continue",
            RejectAction or RefusalAnswer => "reject",
            EventAction action => action.Name,
            _ => "modify",
        };
}
