using static Smg.Hostile.Probe.Mutation.FunctionBody;

namespace Smg.Hostile.Probe.Mutation;

/// <summary>Changes in functions' bodies, most of which the validator takes.</summary>
internal static class CodeMutations
{
    /// <summary>Opcodes that may stand for one another: their operands and results are the same.</summary>
    private static readonly byte[][] Families =
    [
        [.. Range(0x46, 0x4f), .. Range(0x6a, 0x78)],
        [0x45, 0x67, 0x68, 0x69, 0xc0, 0xc1],
        [0x28, 0x2c, 0x2d, 0x2e, 0x2f],
        [0x29, .. Range(0x30, 0x35)],
        [0x36, 0x3a, 0x3b],
        [0x37, 0x3c, 0x3d, 0x3e],
        [.. Range(0x7c, 0x8a)],
        [.. Range(0x51, 0x5a)],
        [0x00, 0x01],
        [0x0c, 0x0d],
        [0x20, 0x23],
        [0x21, 0x24],
    ];

    /// <summary>Code that leaves the stack as it was, if it comes back at all.</summary>
    private static readonly byte[][] Insertions =
    [
        [0x00],
        [0x0f],
        [0x03, 0x40, 0x0c, 0x00, 0x0b],
        [0x41, 0x01, 0x40, 0x00, 0x1a],
        [0x41, 0xff, 0xff, 0x03, 0x40, 0x00, 0x1a],
        [0x41, 0x7f, 0x28, 0x02, 0x00, 0x1a],
        [0x41, 0x00, 0x41, 0x7f, 0x36, 0x02, 0x00],
        [0x41, 0x00, 0x41, 0x01, 0x41, 0x80, 0x80, 0x04, 0xfc, 0x0b, 0x00],
        [0x41, 0x01, 0x41, 0x00, 0x6d, 0x1a],
        [0x42, 0x00, 0x42, 0x00, 0x80, 0x1a],
        [0x43, 0x00, 0x00, 0xc0, 0x7f, 0xa8, 0x1a],
        [0x41, 0x10, 0x41, 0x02, 0x3a, 0x00, 0x00],
        [0x41, 0x10, 0x41, 0x01, 0x3a, 0x00, 0x00],
    ];

    private static readonly long[] Constants =
    [
        0,
        1,
        -1,
        2,
        8,
        16,
        17,
        20,
        255,
        4095,
        65535,
        65536,
        65537,
        1 << 20,
        int.MaxValue,
        int.MinValue,
        0x7fffff00,
    ];

    /// <summary>Changes one instruction of one body.</summary>
    public static void Mutate(WasmSection code, Random random)
    {
        if (Split(code.Content) is not { Count: > 0 } bodies)
        {
            return;
        }

        int index = random.Next(bodies.Count);
        if (random.Next(12) == 0)
        {
            bodies[index] = bodies[random.Next(bodies.Count)];
        }
        else if (Walk(bodies[index]) is { Count: > 0 } instructions)
        {
            bodies[index] = Change(bodies[index], instructions[random.Next(instructions.Count)], random);
        }

        code.Content = Join(bodies);
    }

    private static byte[] Change(byte[] body, Instruction at, Random random) =>
        random.Next(8) switch
        {
            0 => Splice(body, at.Offset, 0, Insertions[random.Next(Insertions.Length)]),
            1 => Splice(body, at.Offset, at.Length, []),
            2 => Splice(body, at.Offset, 0, body.AsSpan(at.Offset, at.Length)),
            3 => Splice(body, at.Offset, 0, [0x10, .. Leb128.Encode((ulong)random.Next(12))]),
            4 or 5 => ChangeImmediate(body, at, random),
            _ => ChangeOpcode(body, at, random),
        };

    private static byte[] ChangeOpcode(byte[] body, Instruction at, Random random)
    {
        byte[]? family = Families.FirstOrDefault(known => known.Contains(at.Opcode));
        byte[] changed = [.. body];
        changed[at.Offset] = family is null ? (byte)random.Next(256) : family[random.Next(family.Length)];
        return changed;
    }

    private static byte[] ChangeImmediate(byte[] body, Instruction at, Random random)
    {
        if (at.Length == 1)
        {
            return ChangeOpcode(body, at, random);
        }

        long value = random.Next(4) == 0 ? random.NextInt64() : Constants[random.Next(Constants.Length)];
        return at.Opcode switch
        {
            0x41 => Splice(body, at.Offset + 1, at.Length - 1, Leb128.EncodeSigned((int)value)),
            0x42 => Splice(body, at.Offset + 1, at.Length - 1, Leb128.EncodeSigned(value)),
            >= 0x28 and <= 0x3e => Splice(body, at.Offset + 1, at.Length - 1, [(byte)random.Next(3), .. Leb128.Encode((uint)value)]),
            _ => Splice(body, at.Offset + 1, at.Length - 1, Leb128.Encode((ulong)random.Next(16))),
        };
    }

    private static byte[] Splice(byte[] bytes, int offset, int removed, ReadOnlySpan<byte> added) =>
        [.. bytes.AsSpan(0, offset), .. added, .. bytes.AsSpan(offset + removed)];

    private static IEnumerable<byte> Range(byte first, byte last) => Enumerable.Range(first, last - first + 1).Select(value => (byte)value);
}
