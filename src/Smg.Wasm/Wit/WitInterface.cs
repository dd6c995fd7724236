namespace Smg.Wasm.Wit;

/// <summary>An interface of a package.</summary>
/// <param name="Name">Its name, without the package.</param>
internal sealed record WitInterface(string Name)
{
    /// <summary>The types that it uses of other interfaces: the name of each, and the interface that defines it.</summary>
    public Dictionary<string, string> Uses { get; } = [];

    /// <summary>The types that it defines, in order.</summary>
    public List<WitDefinition> Definitions { get; } = [];

    /// <summary>Its functions, in order.</summary>
    public List<WitFunction> Functions { get; } = [];
}
