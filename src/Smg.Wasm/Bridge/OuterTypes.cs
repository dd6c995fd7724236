using Smg.Wasm.Storage;

namespace Smg.Wasm.Bridge;

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

    /// <summary>Defines the types of middleware.</summary>
    public void DefineGateway()
    {
        const byte U8 = 0x7d;
        const byte U16 = 0x7b;
        const byte U64 = 0x77;
        DefinePair("header", "name", "value");
        DefineList("headers", "header");
        Define("bytes").Byte(0x70).Byte(U8);
        Define("request").Byte(0x72).U32(7)
            .Name("method").Byte(Text).Name("path").Byte(Text).Name("query").Byte(Text)
            .Name("headers").TypeIndex(this["headers"]).Name("body").TypeIndex(this["bytes"])
            .Name("request-id").Byte(Text).Name("now-epoch-ms").Byte(U64);
        Define("response").Byte(0x72).U32(3)
            .Name("status").Byte(U16).Name("headers").TypeIndex(this["headers"]).Name("body").TypeIndex(this["bytes"]);
        Define("status").Byte(0x6b).Byte(U16);
        Define("names").Byte(0x70).Byte(Text);
        Define("body").Byte(0x6b).TypeIndex(this["bytes"]);
        Define("modify-action").Byte(0x72).U32(5)
            .Name("status").TypeIndex(this["status"]).Name("headers-set").TypeIndex(this["headers"]).Name("headers-add").TypeIndex(this["headers"])
            .Name("headers-remove").TypeIndex(this["names"]).Name("body-replace").TypeIndex(this["body"]);
        Define("action").Byte(0x71).U32(3)
            .Name("continue").Byte(0).Byte(0)
            .Name("reject").Byte(1).Byte(U16).Byte(0)
            .Name("modify").Byte(1).TypeIndex(this["modify-action"]).Byte(0);
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
        Define("before-result").Byte(0x71).U32(2)
            .Name("do-continue").Byte(1).TypeIndex(this["columns"]).Byte(0)
            .Name("reject").Byte(1).Byte(Text).Byte(0);
    }

    private void DefinePair(string name, string first, string second) => Define(name).Byte(0x72).U32(2).Name(first).Byte(Text).Name(second).Byte(Text);

    private void DefineList(string name, string item)
    {
        uint index = this[item];
        Define(name).Byte(0x70).TypeIndex(index);
    }
}
