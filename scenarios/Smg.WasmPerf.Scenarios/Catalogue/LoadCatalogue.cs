using Smg.WasmPerf.Scenarios.Http;
using Smg.WasmPerf.Scenarios.Load;

namespace Smg.WasmPerf.Scenarios.Catalogue;

/// <summary>All load scenarios, in the order in which they run.</summary>
public static class LoadCatalogue
{
    /// <summary>The scenarios.</summary>
    public static IReadOnlyList<LoadScenario> All { get; } =
    [
        new SteadyState(),
        new Burst(),
        new WorkerSweep(),
        new ColdStart(),
        new MixedModules(),
        new RoundTrip(),
        new SlowGuest(),
        new StorageHooksLoad(),
        new HttpModules(),
        new HttpBodies(),
        new HttpNeedsBody(),
        new HttpStreaming(),
        new HttpEvents(),
        new HttpOverload(),
    ];
}
