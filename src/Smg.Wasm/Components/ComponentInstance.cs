namespace Smg.Wasm.Components;

/// <summary>An instance of a component: made of a nested component, or bundled of items.</summary>
/// <param name="Component">The index of the nested component; null for a bundle.</param>
/// <param name="Items">What the nested component is given, or what is bundled, in order.</param>
internal sealed record ComponentInstance(uint? Component, IReadOnlyList<NamedItem> Items)
{
    /// <summary>Reads one instance of a section.</summary>
    /// <exception cref="InvalidDataException">It has an unknown form.</exception>
    public static ComponentInstance Read(ref ComponentReader reader)
    {
        uint? component = reader.ReadByte() switch
        {
            0 => reader.ReadU32(),
            1 => null,
            byte other => throw new InvalidDataException($"it has an instance of the unknown form {other}"),
        };
        List<NamedItem> items = [];
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            string name = component is null ? ComponentSyntax.ReadExternName(ref reader) : reader.ReadName();
            items.Add(new NamedItem(name, ComponentSyntax.ReadSort(ref reader), reader.ReadU32()));
        }

        return new ComponentInstance(component, items);
    }
}
