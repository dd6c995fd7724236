namespace Smg.Wasm.Components;

/// <summary>Something that a component exports.</summary>
/// <param name="Name">Its name, as long as the component makes it.</param>
/// <param name="Sort">What it is, as the binary format numbers it.</param>
internal readonly record struct OutlineExport(string Name, byte Sort)
{
    private const byte Instance = 5;

    /// <summary>Whether it is an instance: what implements an interface.</summary>
    public bool IsInstance => Sort == Instance;

    /// <summary>What it is, in a word.</summary>
    public string Noun =>
        Sort switch
        {
            1 => "function",
            2 => "value",
            3 => "type",
            4 => "component",
            Instance => "interface",
            _ => "core module",
        };
}
