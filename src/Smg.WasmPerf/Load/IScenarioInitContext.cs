namespace Smg.WasmPerf.Load;

/// <summary>What a scenario's initialisation and cleaning know of the run.</summary>
public interface IScenarioInitContext
{
    /// <summary>The scenario's name.</summary>
    string ScenarioName { get; }

    /// <summary>Cancelled when the run is cancelled. Cleaning gets a token that is never cancelled.</summary>
    CancellationToken CancellationToken { get; }
}
