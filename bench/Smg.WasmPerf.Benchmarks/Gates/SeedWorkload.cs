using Wasmtime;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>A core module that adds two numbers, run through the Wasmtime package as its documentation shows.</summary>
internal sealed class SeedWorkload : IDisposable
{
    private const uint PoolInstances = 100;
    private const int Expected = 30;

    private const string Wat = """
        (module
          (memory (export "memory") 1)
          (func (export "run") (param i32 i32) (result i32)
            local.get 0
            local.get 1
            i32.add))
        """;

    private readonly Engine _engine;
    private readonly Dictionary<string, Module> _cache = [];

    public SeedWorkload(bool pooling)
    {
        if (pooling)
        {
            PoolingAllocationConfig pool = new();
            pool.WithMaxCoreInstances(PoolInstances);
            _engine = new Engine(new Config().WithPoolingAllocationStrategy(pool));
        }
        else
        {
            _engine = new Engine();
        }

        _cache.Add(Wat, Module.FromText(_engine, "seed", Wat));
    }

    public void RunUncached()
    {
        using Module module = Module.FromText(_engine, "seed", Wat);
        Run(module);
    }

    public void RunCached() => Run(_cache[Wat]);

    public void Dispose()
    {
        foreach (Module module in _cache.Values)
        {
            module.Dispose();
        }

        _engine.Dispose();
    }

    private void Run(Module module)
    {
        using Store store = new(_engine);
        Instance instance = new(store, module);
        int sum = instance.GetFunction<int, int, int>("run")!(10, 20);
        if (sum != Expected)
        {
            throw new InvalidOperationException($"run(10, 20) gave {sum}.");
        }
    }
}
