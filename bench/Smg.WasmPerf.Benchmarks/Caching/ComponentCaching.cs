using BenchmarkDotNet.Attributes;
using Smg.Wasm;
using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Benchmarks.Configuration;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Benchmarks.Caching;

/// <summary>What does the component cache save, what does a hit cost, and why is its key a digest?</summary>
[BenchmarkCategory("caching")]
public class ComponentCaching
{
    private const int ModuleBytes = 500 * 1000;
    private const int Callers = 20;

    private readonly WasmModule _module = GuestLibrary.Load("minimal");
    private readonly MiddlewareRequest _request = SampleMessages.Request(bodyBytes: 0);
    private EngineHost _host = null!;
    private EngineHost _guarded = null!;
    private Dictionary<Sha256Digest, object> _byDigest = null!;
    private Dictionary<byte[], object> _byBytes = null!;
    private byte[] _wholeBytesKey = null!;
    private Sha256Digest _digestKey;
    private WasmRuntime _runtime = null!;
    private WasmModule[] _variants = null!;
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        _host = new EngineHost(BenchmarkOptions.Load() with { CompileGuard = CompileGuard.None }, new CompileCounter());
        _guarded = new EngineHost(BenchmarkOptions.Load() with { CompileGuard = CompileGuard.ChildProcess }, new CompileCounter());
        Acquire().Dispose();

        byte[] bytes = new byte[ModuleBytes];
        new Random(1).NextBytes(bytes);
        _digestKey = Sha256Digest.Of(bytes);
        _wholeBytesKey = bytes;
        _byDigest = new() { [_digestKey] = this };
        _byBytes = new(new WholeBytesComparer()) { [[.. bytes]] = this };

        _runtime = new WasmRuntime(BenchmarkOptions.Load() with { ModuleCacheSize = 1 });
        _variants = [.. Enumerable.Range(0, 2).Select(i => ModuleVariant.Of(_module, i))];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _host.Dispose();
        _guarded.Dispose();
        _runtime.Dispose();
    }

    [Benchmark]
    public void ColdCompile() => _host.Compiler.Compile(_module, out _)!.Dispose();

    /// <summary>The same in its own process.</summary>
    [Benchmark]
    public void ColdCompileGuarded() => _guarded.Compiler.Compile(_module, out _)!.Dispose();

    [Benchmark]
    public void LruHit() => Acquire().Dispose();

    [Benchmark]
    public object DigestKeyLookup() => _byDigest[_digestKey];

    [Benchmark]
    public object WholeBytesKeyLookup() => _byBytes[_wholeBytesKey];

    /// <summary>Twenty callers of a module that nobody has called before: they wait for one compile. Counted a round, not a call.</summary>
    [Benchmark]
    public async Task ConcurrentFirstCalls()
    {
        WasmModule module = _variants[_next++ % _variants.Length];
        ValueTask<ExecutionResult>[] calls = new ValueTask<ExecutionResult>[Callers];
        for (int i = 0; i < Callers; i++)
        {
            calls[i] = _runtime.ExecuteAsync(module, AttachPoint.OnRequest, _request);
        }

        foreach (ValueTask<ExecutionResult> call in calls)
        {
            if ((await call).Failure is { } failure)
            {
                throw new InvalidOperationException(failure.ToString());
            }
        }
    }

    private ComponentLease Acquire() =>
        _host.Components.TryAcquire(_module, 0, out ComponentLease lease, out ExecutionFailure? failure)
            ? lease
            : throw new InvalidOperationException(failure!.ToString());
}
