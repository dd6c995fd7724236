using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Extensions.Logging;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Telemetry;

/// <summary>Reports calls, compiles and registrations to counters, instruments and the log. Safe to use from any thread.</summary>
internal sealed class RuntimeDiagnostics : IDisposable
{
    private const int FailureLinesPerSecond = 5;
    private const int OutputBytesPerSecond = 64 << 10;

    private readonly ILogger _logger;
    private readonly RuntimeInstruments _meter;
    private readonly LogBudget<(string Module, FailureCause Cause)> _failures;
    private readonly LogBudget<(string Module, string Note)> _mended;
    private readonly LogBudget<string> _output;
    private int _undoingDistrusted;

    public RuntimeDiagnostics(ILogger logger, Func<int> queueLength, TimeProvider? time = null, object? scope = null)
    {
        _logger = logger;
        _meter = new RuntimeInstruments(queueLength, scope);
        _failures = new(FailureLinesPerSecond, time ?? TimeProvider.System);
        _mended = new(FailureLinesPerSecond, time ?? TimeProvider.System);
        _output = new(OutputBytesPerSecond, time ?? TimeProvider.System);
    }

    /// <summary>The counters that the snapshot is made of.</summary>
    public RuntimeMetrics Metrics { get; } = new();

    /// <summary>The phases that the snapshot is made of; null where they are not recorded.</summary>
    public PhaseRecorders? Phases { get; init; }

    public void Dispose() => _meter.Dispose();

    public void Started(int workers, WasmRuntimeOptions options) =>
        Tell(() => RuntimeLog.Started(_logger, Interop.NativeLibraryVersion.Current, workers, options.Dispatch, options.Pooling));

    /// <summary>A call was answered.</summary>
    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "A caller is always answered, whatever goes wrong."
    )]
    public void Executed(ExecutionCounters counters, in GuestCall call, in ExecutionResult result, TimeSpan elapsed)
    {
        counters.Record(result, elapsed);
        try
        {
            _meter.Executed(call, result, elapsed);
            if (result.Failure is { } failure)
            {
                LogFailure(call.AttachPoint, (call.Input as StorageInput)?.Operation, failure);
            }
        }
        catch (Exception)
        {
            // Listeners and loggers are the application's own: one that throws must not cost a caller its answer.
        }
    }

    /// <summary>A call has found a worker.</summary>
    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "A caller is always answered, whatever goes wrong."
    )]
    public void Waited(WasmModule module, TimeSpan elapsed)
    {
        try
        {
            _meter.Waited(module, elapsed);
        }
        catch (Exception)
        {
            // As above.
        }
    }

    /// <summary>A compile has ended: with a component or with a failure.</summary>
    /// <param name="module">The module.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="callPath">How its functions are called; null when it failed.</param>
    /// <param name="failure">Why it failed; null when it succeeded.</param>
    public void Compiled(WasmModule module, TimeSpan elapsed, CallPath? callPath, ExecutionFailure? failure) =>
        Tell(() =>
        {
            _meter.Compiled(module, failure, elapsed);
            if (failure is null)
            {
                RuntimeLog.Compiled(_logger, module.Name, module.Digest, elapsed.TotalMilliseconds, callPath!.Value);
            }
            else
            {
                RuntimeLog.CompileFailed(_logger, module.Name, module.Digest, failure.CauseText, OneLine(failure.Message));
            }
        });

    /// <summary>A guest has written to its standard output or error.</summary>
    /// <param name="module">The guest's module.</param>
    /// <param name="utf8">What it wrote, as far as it was kept.</param>
    /// <param name="droppedBytes">Bytes that were not kept.</param>
    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "A caller is always answered, whatever goes wrong."
    )]
    public void GuestWrote(WasmModule module, ReadOnlySpan<byte> utf8, long droppedBytes)
    {
        int given = _output.Take(module.Name, utf8.Length, out long suppressed);
        long dropped = droppedBytes + utf8.Length - given;
        try
        {
            if (dropped > 0)
            {
                _meter.DroppedOutput(module, dropped);
            }

            if (given > 0 && _logger.IsEnabled(LogLevel.Information))
            {
                RuntimeLog.GuestWrote(
                    _logger,
                    module.Name,
                    OneLine(Encoding.UTF8.GetString(utf8[..given]).TrimEnd()),
                    droppedBytes + suppressed
                );
            }
        }
        catch (Exception)
        {
            // As above: the guest's decision must not be lost for what it wrote.
        }
    }

    /// <summary>A module is registered.</summary>
    public void Registered(WasmModule module, Guid id) =>
        Tell(() =>
        {
            _meter.Registered(error: null);
            RuntimeLog.Registered(_logger, module.Name, id, module.Digest);
        });

    /// <summary>The core modules of a module that is registered were linked, or not.</summary>
    /// <param name="module">The module.</param>
    /// <param name="obstacle">Why they were not; null where they were.</param>
    public void Linked(WasmModule module, string? obstacle) =>
        Tell(() =>
        {
            if (obstacle is null)
            {
                RuntimeLog.Linked(_logger, module.Name);
            }
            else
            {
                RuntimeLog.NotLinked(_logger, module.Name, OneLine(obstacle));
            }
        });

    /// <summary>Calls of a module that is registered cost more than they could.</summary>
    /// <param name="module">The module.</param>
    /// <param name="obstacle">Why.</param>
    /// <param name="isDirect">Whether it is called in its memory, but its start functions run in each instance.</param>
    public void Hindered(WasmModule module, string obstacle, bool isDirect) =>
        Tell(() =>
        {
            if (isDirect)
            {
                RuntimeLog.StartRuns(_logger, module.Name, OneLine(obstacle));
            }
            else
            {
                RuntimeLog.NotDirect(_logger, module.Name, OneLine(obstacle));
            }
        });

    /// <summary>A registration is refused.</summary>
    /// <param name="name">The name that the module was to have; null when none was given.</param>
    /// <param name="error">The error's name.</param>
    /// <param name="message">Why, as the caller reads it.</param>
    public void RegistrationRefused(string? name, string error, string message) =>
        Tell(() =>
        {
            _meter.Registered(error);
            RuntimeLog.RegistrationRefused(_logger, OneLine(name ?? ""), error, OneLine(message));
        });

    /// <summary>A module is removed.</summary>
    public void Removed(WasmModule module, Guid id) => Tell(() => RuntimeLog.Removed(_logger, module.Name, id));

    /// <summary>
    /// A module's answer was refused when it was to be applied. The line holds the sentence of the check that refused it.
    /// </summary>
    /// <param name="attachPoint">Where the module was called.</param>
    /// <param name="failure">The failure.</param>
    /// <param name="consequence">What follows from it, as a sentence.</param>
    /// <param name="operation">The storage operation; null for a message.</param>
    public void Refused(AttachPoint attachPoint, ExecutionFailure failure, string consequence, StorageOperation? operation = null) =>
        Tell(() => LogFailure(attachPoint, operation, failure with { Message = $"{failure.Message} {consequence}" }));

    /// <summary>A part of what a module decided was dropped.</summary>
    public void Mended(string module, string note)
    {
        if (_mended.Take((module, note), 1, out long suppressed) > 0)
        {
            Tell(() => RuntimeLog.Mended(_logger, module, note, suppressed));
        }
    }

    /// <summary>The page table was found to be wrong. Reported once.</summary>
    public void UndoingDistrusted()
    {
        if (Interlocked.Exchange(ref _undoingDistrusted, 1) == 0)
        {
            Tell(() =>
            {
                _meter.UndoingDistrusted();
                RuntimeLog.UndoingDistrusted(_logger);
            });
        }
    }

    /// <summary>Tells what needs no haste.</summary>
    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "A caller is always answered, whatever goes wrong."
    )]
    private static void Tell(Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception)
        {
            // As above.
        }
    }

    /// <summary>Text from outside cannot forge lines of the log.</summary>
    private static string OneLine(string text) =>
        string.Create(
            text.Length,
            text,
            static (line, source) =>
            {
                for (int i = 0; i < line.Length; i++)
                {
                    line[i] = char.IsControl(source[i]) ? ' ' : source[i];
                }
            }
        );

    private void LogFailure(AttachPoint attachPoint, StorageOperation? operation, ExecutionFailure failure)
    {
        if (
            failure.Cause != FailureCause.Cancelled
            && _logger.IsEnabled(LogLevel.Warning)
            && _failures.Take((failure.Module, failure.Cause), 1, out long suppressed) > 0
        )
        {
            if (operation is { } storage)
            {
                RuntimeLog.HookFailed(
                    _logger,
                    failure.Module,
                    attachPoint,
                    OperationNames.Of(storage),
                    failure.Stage,
                    failure.CauseText,
                    failure.Message,
                    suppressed
                );
            }
            else
            {
                RuntimeLog.ExecutionFailed(
                    _logger,
                    failure.Module,
                    attachPoint,
                    failure.Stage,
                    failure.CauseText,
                    failure.Message,
                    suppressed
                );
            }
        }
    }
}
