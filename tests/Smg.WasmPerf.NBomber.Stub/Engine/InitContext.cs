using NBomber.Contracts;

namespace NBomber.Engine;

/// <summary>The context of an initialisation or a clean-up.</summary>
internal sealed record InitContext(ScenarioInfo ScenarioInfo) : IScenarioInitContext;
