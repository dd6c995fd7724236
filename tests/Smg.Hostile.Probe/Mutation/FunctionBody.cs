namespace Smg.Hostile.Probe.Mutation;

/// <summary>The instructions of one function's body, found by walking over them.</summary>
internal static class FunctionBody
{
    /// <summary>Splits a code section into the bodies of its functions.</summary>
    /// <returns>Null when the section is malformed.</returns>
    public static List<byte[]>? Split(ReadOnlySpan<byte> code)
    {
        if (!Leb128.TryRead(code, out ulong count, out int at))
        {
            return null;
        }

        List<byte[]> bodies = [];
        for (ulong i = 0; i < count; i++)
        {
            if (!Leb128.TryRead(code[at..], out ulong size, out int sizeBytes) || size > (ulong)(code.Length - at - sizeBytes))
            {
                return null;
            }

            bodies.Add(code.Slice(at + sizeBytes, (int)size).ToArray());
            at += sizeBytes + (int)size;
        }

        return bodies;
    }

    /// <summary>Makes a code section of bodies.</summary>
    public static byte[] Join(IReadOnlyList<byte[]> bodies) =>
        [
            .. Leb128.Encode((ulong)bodies.Count),
            .. bodies.SelectMany(body => (IEnumerable<byte>)[.. Leb128.Encode((ulong)body.Length), .. body]),
        ];

    /// <summary>The instructions of a body, up to the first that is not known.</summary>
    public static List<Instruction> Walk(ReadOnlySpan<byte> body)
    {
        List<Instruction> instructions = [];
        if (!TrySkipLocals(body, out int at))
        {
            return instructions;
        }

        while (at < body.Length && TryMeasure(body[at..], out int length) && at + length <= body.Length)
        {
            instructions.Add(new Instruction(at, length, body[at]));
            at += length;
        }

        return instructions;
    }

    private static bool TrySkipLocals(ReadOnlySpan<byte> body, out int at)
    {
        if (!Leb128.TryRead(body, out ulong groups, out at))
        {
            return false;
        }

        for (ulong i = 0; i < groups; i++)
        {
            if (!Leb128.TryRead(body[at..], out _, out int length) || at + length >= body.Length)
            {
                return false;
            }

            at += length + 1;
        }

        return true;
    }

    /// <summary>Bytes of the instruction at the start: opcode and immediates.</summary>
    private static bool TryMeasure(ReadOnlySpan<byte> code, out int length)
    {
        length = 1;
        switch (code[0])
        {
            case 0x43:
                length = 5;
                return true;
            case 0x44:
                length = 9;
                return true;
            case 0x11:
            case >= 0x28 and <= 0x3e:
                return TrySkipNumbers(code, 2, ref length);
            case 0x02
            or 0x03
            or 0x04
            or 0x0c
            or 0x0d
            or 0x10
            or 0x20
            or 0x21
            or 0x22
            or 0x23
            or 0x24
            or 0x25
            or 0x26
            or 0x3f
            or 0x40
            or 0x41
            or 0x42:
                return TrySkipNumbers(code, 1, ref length);
            case 0x0e:
                return TryMeasureBranchTable(code, out length);
            case 0xfc:
                return TryMeasurePrefixed(code, out length);
            case 0x00 or 0x01 or 0x05 or 0x0b or 0x0f or 0x1a or 0x1b or (>= 0x45 and <= 0xc4):
                return true;
            default:
                return false;
        }
    }

    private static bool TryMeasureBranchTable(ReadOnlySpan<byte> code, out int length)
    {
        length = 1;
        if (!Leb128.TryRead(code[1..], out ulong targets, out int bytes) || targets > (ulong)code.Length)
        {
            return false;
        }

        length += bytes;
        return TrySkipNumbers(code, (int)targets + 1, ref length);
    }

    private static bool TryMeasurePrefixed(ReadOnlySpan<byte> code, out int length)
    {
        length = 1;
        if (!Leb128.TryRead(code[1..], out ulong operation, out int bytes))
        {
            return false;
        }

        length += bytes;
        int immediates = operation switch
        {
            < 8 => 0,
            8 or 10 or 12 or 14 => 2,
            < 18 => 1,
            _ => -1,
        };
        return immediates >= 0 && TrySkipNumbers(code, immediates, ref length);
    }

    private static bool TrySkipNumbers(ReadOnlySpan<byte> code, int count, ref int length)
    {
        for (int i = 0; i < count; i++)
        {
            if (length >= code.Length || !Leb128.TryRead(code[length..], out _, out int bytes))
            {
                return false;
            }

            length += bytes;
        }

        return true;
    }

    /// <summary>Where an instruction stands in its body.</summary>
    internal readonly record struct Instruction(int Offset, int Length, byte Opcode);
}
