namespace Smg.Wasm.Tests.Scheduling;

/// <summary>Tests that load the machine run while no other test of the assembly does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LoadMachine
{
    public const string Name = "load";
}
