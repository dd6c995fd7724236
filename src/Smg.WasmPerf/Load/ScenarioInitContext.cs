namespace Smg.WasmPerf.Load;

internal sealed record ScenarioInitContext(string ScenarioName, CancellationToken CancellationToken) : IScenarioInitContext;
