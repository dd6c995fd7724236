using Xunit;

namespace Smg.WasmPerf.Tests.Load;

/// <summary>Tests that load the machine run one after another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LoadMachine
{
    public const string Name = "load";
}
