namespace Smg.Wasm.Components;

/// <summary>A segment of elements of a core module.</summary>
/// <param name="Flags">The form of the segment as the binary format numbers it.</param>
/// <param name="Table">The table of an active one; 0 for others.</param>
/// <param name="Offset">Where an active one begins in its table; null for others.</param>
internal sealed record CoreElements(uint Flags, uint Table, ConstantExpression? Offset)
{
    private const uint IsPassiveOrDeclared = 1;
    private const uint HasIndex = 2;
    private const uint HasExpressions = 4;

    /// <summary>The functions, where the elements are written as such.</summary>
    public IReadOnlyList<uint> Functions { get; private init; } = [];

    /// <summary>The expressions, where the elements are written as such; null where they are functions.</summary>
    public IReadOnlyList<ConstantExpression>? Expressions { get; private init; }

    /// <summary>The elements' type, one byte; functions' where the segment does not name it.</summary>
    public byte Type { get; private init; } = CoreSyntax.FunctionReference;

    /// <summary>How many elements it has.</summary>
    public int Count => Expressions?.Count ?? Functions.Count;

    /// <summary>Reads an element section.</summary>
    /// <exception cref="InvalidDataException">It has something unknown.</exception>
    public static IReadOnlyList<CoreElements> Read(ReadOnlyMemory<byte> section) =>
        ComponentReader.ItemsOf(section.Span, (ref ComponentReader reader) => ReadOne(ref reader, section));

    private static CoreElements ReadOne(ref ComponentReader reader, ReadOnlyMemory<byte> section)
    {
        const byte FunctionKind = 0;
        uint flags = reader.ReadU32();
        if (flags > (IsPassiveOrDeclared | HasIndex | HasExpressions))
        {
            throw new InvalidDataException($"it has elements of the unknown form {flags}");
        }

        bool isActive = (flags & IsPassiveOrDeclared) == 0;
        uint table = isActive && (flags & HasIndex) != 0 ? reader.ReadU32() : 0;
        ConstantExpression? offset = isActive ? ConstantExpression.Read(ref reader, section) : null;
        bool namesType = (flags & (IsPassiveOrDeclared | HasIndex)) != 0;
        byte type = namesType ? reader.ReadByte() : CoreSyntax.FunctionReference;
        if ((flags & HasExpressions) == 0)
        {
            if (namesType && type != FunctionKind)
            {
                throw new InvalidDataException($"it has elements of the unknown kind {type}");
            }

            return new CoreElements(flags, table, offset) { Functions = reader.ReadItems((ref ComponentReader each) => each.ReadU32()) };
        }

        if (!CoreSyntax.IsPredefined(type))
        {
            throw new InvalidDataException($"it has elements of the unknown type {type:x2}");
        }

        return new CoreElements(flags, table, offset)
        {
            Expressions = reader.ReadItems((ref ComponentReader each) => ConstantExpression.Read(ref each, section)),
            Type = type,
        };
    }
}
