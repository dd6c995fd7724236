namespace Smg.Wasm.Components;

/// <summary>A segment of data of a core module.</summary>
/// <param name="Memory">The memory of an active one; 0 for a passive one.</param>
/// <param name="Offset">Where an active one begins in its memory; null for a passive one.</param>
/// <param name="Bytes">The data.</param>
internal sealed record CoreData(uint Memory, ConstantExpression? Offset, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The segment as the section has it.</summary>
    public ReadOnlyMemory<byte> Whole { get; private init; }

    /// <summary>Reads a data section.</summary>
    /// <exception cref="InvalidDataException">It has something unknown.</exception>
    public static IReadOnlyList<CoreData> Read(ReadOnlyMemory<byte> section) =>
        ComponentReader.ItemsOf(section.Span, (ref ComponentReader reader) => ReadOne(ref reader, section));

    /// <summary>Whether a module's code names segments of data, or might: only then do their indices matter.</summary>
    public static bool AreNamed(CoreModule module)
    {
        ReadOnlySpan<byte> code = module.Section(CoreSectionId.Code).Span;
        if (code.IsEmpty || module.Section(CoreSectionId.DataCount).IsEmpty)
        {
            // Code that names one needs their number before it.
            return false;
        }

        try
        {
            List<CoreOperand> operands = [];
            ComponentReader reader = new(code);
            for (uint n = reader.ReadU32(); n > 0; n--)
            {
                operands.Clear();
                CoreInstructions.FindOperands(reader.ReadBytes(reader.ReadU32()), operands);
                if (operands.Exists(operand => operand.Space == CoreSpace.Data))
                {
                    return true;
                }
            }

            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private static CoreData ReadOne(ref ComponentReader reader, ReadOnlyMemory<byte> section)
    {
        const uint Passive = 1;
        const uint NamesMemory = 2;
        int start = reader.Position;
        uint flags = reader.ReadU32();
        if (flags > NamesMemory)
        {
            throw new InvalidDataException($"it has data of the unknown form {flags}");
        }

        uint memory = flags == NamesMemory ? reader.ReadU32() : 0;
        ConstantExpression? offset = flags == Passive ? null : ConstantExpression.Read(ref reader, section);
        uint length = reader.ReadU32();
        reader.ReadBytes(length);
        ReadOnlyMemory<byte> bytes = section[(reader.Position - (int)length)..reader.Position];
        return new CoreData(memory, offset, bytes) { Whole = section[start..reader.Position] };
    }
}
