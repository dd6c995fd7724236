using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Smg.Wasm.Execution;
using Smg.Wasm.Options;
using Smg.Wasm.Scheduling;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm;

/// <summary>What a runtime is made of: started in one order, and stopped in the only order that leaves no call unanswered.</summary>
internal sealed class RuntimeParts : IDisposable
{
    private readonly EpochTicker _ticker;
    private readonly CallScheduler? _scheduler;
    private int _disposed;

    /// <summary>Starts the parts.</summary>
    /// <param name="options">The options, which are valid.</param>
    /// <param name="logger">Where they log; null for nowhere.</param>
    /// <param name="longCall">A module whose call takes longer counts as slow.</param>
    /// <param name="scope">The scope of the meter.</param>
    public RuntimeParts(WasmRuntimeOptions options, ILogger? logger, TimeSpan longCall, object scope)
    {
        Diagnostics = new RuntimeDiagnostics(logger ?? NullLogger.Instance, () => _scheduler?.Waiting ?? 0, scope: scope)
        {
            Phases = options.PhaseTimings ? new PhaseRecorders() : null,
        };
        try
        {
            Engines = new EngineSet(options, Diagnostics);
        }
        catch
        {
            Diagnostics.Dispose();
            throw;
        }

        _scheduler = new CallScheduler(options, Diagnostics, longCall, Engines.AddExecutor);
        Admission = new CallAdmission(Engines.Compiles, _scheduler, options.MaxBodySize);
        Streams = new StreamTable(options.EffectiveMaxStreams);
        _ticker = new EpochTicker(TimeSpan.FromMilliseconds(options.EpochIntervalMs), Tick);
        try
        {
            _scheduler.Start();
        }
        catch
        {
            Dispose();
            throw;
        }

        Diagnostics.Started(_scheduler.WorkerCount, options);
    }

    /// <summary>Reports what happens.</summary>
    public RuntimeDiagnostics Diagnostics { get; }

    /// <summary>The engines, their caches and compilers.</summary>
    public EngineSet Engines { get; }

    /// <summary>Where calls enter.</summary>
    public CallAdmission Admission { get; }

    /// <summary>Where calls wait and run.</summary>
    public CallScheduler Scheduler => _scheduler!;

    /// <summary>The streams that are open.</summary>
    public StreamTable Streams { get; }

    /// <summary>Takes no more calls, answers those that were taken, then frees everything.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        Engines.Compiles.Stop();
        Scheduler.Stop();
        Streams.Close();
        Engines.StopChecks();
        _ticker.Dispose();
        Scheduler.Dispose();
        Engines.Dispose();
        Diagnostics.Dispose();
    }

    private void Tick()
    {
        long now = Stopwatch.GetTimestamp();
        Engines.Tick(now);
        Scheduler.Tick(now);
    }
}
