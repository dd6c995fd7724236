using Smg.Wasm.Components;
using Smg.Wasm.Contract;
using Smg.Wasm.Wit;

namespace Smg.Wasm.Adapters;

/// <summary>
/// The component types of the adapter's functions. None of them has a name: they differ from the WIT's, and lie in memory as those do.
/// </summary>
/// <param name="firstIndex">The index that the first of them takes.</param>
internal sealed class AdapterTypes(uint firstIndex)
{
    private const byte U8 = 0x7d;
    private const byte U16 = 0x7b;
    private const byte U32 = 0x79;
    private const byte U64 = 0x77;
    private const byte Text = 0x73;

    private readonly TypeSection _types = new(firstIndex);

    /// <summary>The section's body.</summary>
    public ComponentWriter Section => _types.Body;

    /// <summary>The index of the type of a function.</summary>
    public uint Function(AttachPoint attachPoint, AdapterExport function)
    {
        MessageParts parts = MessageParts.Of(AttachPointTable.Of(attachPoint));
        byte[][] before = [.. parts.BeforeBody.Select(Field)];
        byte[][] after = [.. parts.AfterBody.Select(Field)];
        return function switch
        {
            AdapterExport.Values => Function([.. before, WholeBody(attachPoint), .. after], Primitive(U32)),
            AdapterExport.Image => Function([Primitive(Text), Primitive(Text)], Primitive(U32)),
            AdapterExport.Rest => Function([Primitive(Text), .. after], Primitive(U32)),
            AdapterExport.Begin => Function(before, result: null),
            AdapterExport.Body => Function([Primitive(Text)], result: null),
            AdapterExport.Mend => Function([Primitive(U32), .. Enumerable.Repeat(Primitive(U64), AdapterBody.WordsPerCall)], result: null),
            AdapterExport.End => Function(after, Primitive(U32)),
            AdapterExport.Modify => Function([], Modification()),
            AdapterExport.Columns => Function([], Pairs()),
            AdapterExport.NewBody or AdapterExport.Reason or _ => Function([], Primitive(Text)),
        };
    }

    /// <summary>A payload is text in the guest's encoding, any other body a list of bytes.</summary>
    private byte[] WholeBody(AttachPoint attachPoint) =>
        AttachPointTable.Of(attachPoint).HasBody ? List("bytes", Primitive(U8)) : Primitive(Text);

    /// <summary>
    /// Names and values of headers, and of a context's entries and of columns, cross as one list of texts: it lies in memory as a list of
    /// headers of half the length does. An enum's value crosses as its number.
    /// </summary>
    private byte[] Field(WitValueType field) =>
        field switch
        {
            WitList => List("texts", Primitive(Text)),
            WitPrimitive { Name: "string" } => Primitive(Text),
            WitPrimitive { Name: "u16" } or WitNamed => Primitive(U16),
            WitPrimitive { Name: "u64" } => Primitive(U64),
            _ => throw new InvalidOperationException($"The adapter carries no {field}."),
        };

    /// <summary>Names with their values.</summary>
    private byte[] Pairs() => List("pairs", Define("pair", writer => writer.Byte(0x6f).U32(2).Byte(Text).Byte(Text)));

    private byte[] Modification()
    {
        byte[] headers = Pairs();
        byte[] names = List("texts", Primitive(Text));
        byte[] status = Define("status", writer => writer.Byte(0x6b).Byte(U16));
        byte[] place = Define("place", writer => writer.Byte(0x6f).U32(2).Byte(U32).Byte(U32));
        byte[] body = Define("body", writer => writer.Byte(0x6b).Bytes(place));
        return Define(
            "modification",
            writer => writer.Byte(0x6f).U32(5).Bytes(status).Bytes(headers).Bytes(headers).Bytes(names).Bytes(body)
        );
    }

    private uint Function(byte[][] parameters, byte[]? result)
    {
        ComponentWriter writer = new ComponentWriter().Byte(0x40).U32((uint)parameters.Length);
        for (int i = 0; i < parameters.Length; i++)
        {
            writer.Name($"p{i}").Bytes(parameters[i]);
        }

        if (result is null)
        {
            writer.Byte(1).Byte(0);
        }
        else
        {
            writer.Byte(0).Bytes(result);
        }

        byte[] definition = writer.ToArray();
        return _types.Add(Convert.ToHexString(definition), definition);
    }

    private byte[] List(string name, byte[] element) => Define(name, writer => writer.Byte(0x70).Bytes(element));

    private static byte[] Primitive(byte type) => [type];

    private byte[] Define(string name, Action<ComponentWriter> write)
    {
        ComponentWriter definition = new();
        write(definition);
        return new ComponentWriter().TypeIndex(_types.Add(name, definition.ToArray())).ToArray();
    }
}
