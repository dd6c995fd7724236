using Smg.Wasm.Components;
using Smg.Wasm.Wit;

namespace Smg.Wasm.Adapters;

/// <summary>Types that an outer component defines in its own type space, by the WIT's names.</summary>
/// <param name="firstIndex">The index of the first of them.</param>
internal sealed class OuterTypes(uint firstIndex)
{
    private const byte RecordForm = 0x72;
    private const byte VariantForm = 0x71;
    private const byte ListForm = 0x70;
    private const byte EnumForm = 0x6d;
    private const byte TextType = 0x73;

    private readonly TypeSection _types = new(firstIndex);

    /// <summary>The index of a type that is defined.</summary>
    public uint this[string name] => _types[name];

    /// <summary>The section's body.</summary>
    public ComponentWriter Section => _types.Body;

    /// <summary>Defines the types of an interface, in its order.</summary>
    public void Define(WitInterface at)
    {
        foreach (WitDefinition definition in at.Definitions)
        {
            _types.Add(definition.Name, Encode(definition));
        }
    }

    private byte[] Encode(WitDefinition definition)
    {
        byte form = definition switch
        {
            WitRecord => RecordForm,
            WitVariant => VariantForm,
            _ => EnumForm,
        };
        ComponentWriter writer = new ComponentWriter().Byte(form).U32((uint)definition.Members.Count);
        foreach (WitMember member in definition.Members)
        {
            writer.Name(member.Name);
            switch (definition)
            {
                case WitRecord:
                    writer.Bytes(Reference(member.Type!));
                    break;
                case WitVariant:
                    // A case has a payload or none, and in the end a byte that the format reserves.
                    writer.Bytes(member.Type is null ? [0] : [1, .. Reference(member.Type)]).Byte(0);
                    break;
                default:
                    break;
            }
        }

        return writer.ToArray();
    }

    private byte[] Reference(WitValueType type) =>
        type switch
        {
            WitPrimitive { Name: "string" } => [TextType],
            WitNamed named => Index(_types[named.Name]),
            WitList list => Index(_types.Add(type.ToString(), [ListForm, .. Reference(list.Item)])),
            _ => throw new InvalidOperationException($"An outer component defines no {type}."),
        };

    private static byte[] Index(uint type) => new ComponentWriter().TypeIndex(type).ToArray();
}
