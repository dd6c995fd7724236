namespace Smg.Wasm.Components;

/// <summary>An expression that is evaluated when a core module is instantiated: a global's value, an offset, or an element.</summary>
/// <param name="Steps">Its instructions, without the end.</param>
internal sealed record ConstantExpression(IReadOnlyList<ConstantStep> Steps)
{
    private const byte End = 0x0B;

    /// <summary>Reads an expression.</summary>
    /// <param name="reader">What it is read from.</param>
    /// <param name="section">The bytes of that reader.</param>
    /// <exception cref="InvalidDataException">It has an instruction that is not known here.</exception>
    public static ConstantExpression Read(ref ComponentReader reader, ReadOnlyMemory<byte> section)
    {
        List<ConstantStep> steps = [];
        while (true)
        {
            int start = reader.Position;
            byte code = reader.ReadByte();
            if (code == End)
            {
                return new ConstantExpression(steps);
            }

            (CoreSpace Space, uint Index)? index = ReadOperand(ref reader, code);
            steps.Add(new ConstantStep(code, index, section[start..reader.Position]));
        }
    }

    private static (CoreSpace Space, uint Index)? ReadOperand(ref ComponentReader reader, byte code)
    {
        switch (code)
        {
            case 0x23:
                return (CoreSpace.Global, reader.ReadU32());
            case 0xD2:
                return (CoreSpace.Function, reader.ReadU32());

            // i32.const, i64.const
            case 0x41
            or 0x42:
                CoreSyntax.SkipNumber(ref reader);
                return null;

            // f32.const, f64.const
            case 0x43:
                reader.ReadBytes(4);
                return null;
            case 0x44:
                reader.ReadBytes(8);
                return null;

            // ref.null of a predefined type
            case 0xD0:
                return CoreSyntax.ReadS33(ref reader) < 0 ? null : throw Unknown(code);

            // v128.const
            case 0xFD:
                _ = reader.ReadU32() == 12 ? reader.ReadBytes(16) : throw Unknown(code);
                return null;

            // add, sub and mul of i32 and i64
            case (>= 0x6A and <= 0x6C)
            or (>= 0x7C and <= 0x7E):
                return null;
            default:
                throw Unknown(code);
        }
    }

    private static InvalidDataException Unknown(byte code) => new($"it has a constant with the unknown instruction {code:x2}");
}

/// <summary>An instruction of a constant expression.</summary>
/// <param name="Code">Its first byte.</param>
/// <param name="Operand">The global or function that it names; null for others.</param>
/// <param name="Bytes">The whole instruction.</param>
internal readonly record struct ConstantStep(byte Code, (CoreSpace Space, uint Index)? Operand, ReadOnlyMemory<byte> Bytes);
