using Smg.Wasm.Components;
using Smg.Wasm.Contract;

namespace Smg.Wasm.Adapters;

/// <summary>Types that an outer component defines in its own type space, by the WIT's names.</summary>
/// <param name="firstIndex">The index of the first of them.</param>
internal sealed class OuterTypes(uint firstIndex)
{
    private const byte Text = 0x73;

    private readonly Dictionary<string, uint> _indices = [];
    private readonly ComponentWriter _definitions = new();

    /// <summary>The index of a type that is defined.</summary>
    public uint this[string name] => _indices[name];

    /// <summary>How many are defined.</summary>
    public uint Count => (uint)_indices.Count;

    /// <summary>The section's body.</summary>
    public ComponentWriter Section => new ComponentWriter().U32(Count).Bytes(_definitions.ToArray());

    /// <summary>Begins the next type's definition.</summary>
    public ComponentWriter Define(string name)
    {
        _indices.Add(name, firstIndex + Count);
        return _definitions;
    }

    /// <summary>Defines the types of storage hooks.</summary>
    public void DefineStorage()
    {
        StorageOperation[] operations = Enum.GetValues<StorageOperation>();
        ComponentWriter operation = Define("operation").Byte(0x6d).U32((uint)operations.Length);
        foreach (StorageOperation value in operations)
        {
            operation.Name(OperationNames.Of(value));
        }

        DefinePair("context-entry", "key", "value");
        DefinePair("extra-column", "name", "value");
        DefineList("columns", "extra-column");
        Define("before-result")
            .Byte(0x71)
            .U32(2)
            .Name("do-continue")
            .Byte(1)
            .TypeIndex(this["columns"])
            .Byte(0)
            .Name("reject")
            .Byte(1)
            .Byte(Text)
            .Byte(0);
    }

    private void DefinePair(string name, string first, string second) =>
        Define(name).Byte(0x72).U32(2).Name(first).Byte(Text).Name(second).Byte(Text);

    private void DefineList(string name, string item)
    {
        uint index = this[item];
        Define(name).Byte(0x70).TypeIndex(index);
    }
}
