using System.Diagnostics;
using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>One compiled guest with its own engine, and the steps of a call as separate methods. For one thread.</summary>
internal sealed class GuestBench : IDisposable
{
    private readonly EngineHost _host;
    private readonly ComponentLease _lease;
    private readonly GuestStore _store = new();
    private readonly StoreLimits _limits;
    private readonly ComponentLinkerHandle _linker;
    private readonly CompiledFunction _function;
    private readonly ICallPath _path;
    private readonly bool _isDirect;
    private readonly long _timeLimit;

    public GuestBench(WasmRuntimeOptions options, WasmModule module)
    {
        _host = new EngineHost(options, new CompileCounter());
        if (!_host.Components.TryAcquire(module, 0, out _lease, out Wasm.Failures.ExecutionFailure? failure))
        {
            throw new InvalidOperationException(failure!.ToString());
        }

        _function =
            _lease.Component.Find(AttachPoint.OnRequest)
            ?? throw new ArgumentException("The guest does not export on-request.", nameof(module));
        _isDirect = options.CallPath == CallPath.Bridge && _lease.Component.Core is not null;
        _path =
            _isDirect ? new DirectPath(options)
            : _function.Adapter is null ? new DynamicPath(new AnswerLimits(options.MaxHeaderBytes, options.MaxBodySize))
            : new AdapterPath(options);
        _linker = _host.LinkerFor(_lease.Component);
        _limits = EngineSettingsFactory.CreateLimits(options);
        _timeLimit = options.MaxExecutionTimeMs * Stopwatch.Frequency / 1000;
    }

    public void StoreOnly()
    {
        Open();
        _store.Close();
    }

    public void Instantiate()
    {
        Open();
        MakeInstance();
        _store.Close();
    }

    public void InstantiateAndEncode(MiddlewareInput input)
    {
        Open();
        MakeInstance();
        _path.Write(_store, _function, input);
        _store.Close();
    }

    public MiddlewareAction WholeCall(MiddlewareInput input)
    {
        Open();
        MakeInstance();
        _path.Write(_store, _function, input);
        Check(_path.Call(_store, _function));
        Check(_path.ReadAnswer(_store, _function, out GuestAnswer? answer));
        _store.Close();
        return (MiddlewareAction)answer!;
    }

    public void Dispose()
    {
        _store.Dispose();
        _lease.Dispose();
        _host.Dispose();
    }

    private static void Check(NativeError? error)
    {
        if (error is not null)
        {
            throw new InvalidOperationException(error.Message);
        }
    }

    private void MakeInstance() =>
        Check(_isDirect ? _store.Instantiate(_lease.Component.Core!) : _store.Instantiate(_linker, _lease.Component.Component));

    private void Open() =>
        _store.Open(
            _lease.Component.Component.Engine,
            _limits,
            Stopwatch.GetTimestamp() + _timeLimit,
            _linker.OffersWasi ? GuestWasi.Empty : null
        );
}
