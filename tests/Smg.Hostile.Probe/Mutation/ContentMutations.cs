using System.Text;

namespace Smg.Hostile.Probe.Mutation;

/// <summary>Changes in the bytes of any section: numbers, types, names, canonical options, bits.</summary>
internal static class ContentMutations
{
    private static readonly ulong[] Numbers =
    [
        0,
        1,
        2,
        3,
        5,
        8,
        15,
        16,
        31,
        63,
        64,
        127,
        128,
        255,
        1000,
        16_383,
        16_384,
        65_536,
        1_000_000,
        int.MaxValue,
        uint.MaxValue,
        1UL << 32,
        ulong.MaxValue,
    ];

    /// <summary>Value types, heap types and type constructors of core modules and of components.</summary>
    private static readonly byte[] Types =
    [
        0x7f,
        0x7e,
        0x7d,
        0x7c,
        0x7b,
        0x7a,
        0x79,
        0x78,
        0x77,
        0x76,
        0x75,
        0x74,
        0x73,
        0x72,
        0x71,
        0x70,
        0x6f,
        0x6e,
        0x6d,
        0x6b,
        0x6a,
        0x69,
        0x68,
        0x67,
        0x66,
        0x65,
        0x64,
        0x63,
        0x60,
        0x5f,
        0x5e,
        0x50,
        0x4f,
        0x4e,
        0x43,
        0x42,
        0x41,
        0x40,
        0x3f,
    ];

    private static readonly string[] Names =
    [
        "",
        "a",
        "on-request",
        "on-response",
        "smg:gateway/middleware-types",
        "smg:gateway/middleware-on-request",
        "smg:gateway/middleware-on-response",
        "wasi:http/types@0.2.0",
        "wasi:cli/exit@0.2.0",
        "wasi:clocks/monotonic-clock@0.2.0",
        "memory",
        "realloc",
        "cabi_realloc",
        "header",
        "action",
        "request",
        "[method]a.b",
        "[constructor]a",
        "unlocked-dep=<a:b>",
        "url=<https://a>",
        "integrity=<sha256-AAAA>",
        "A-B",
        "a--b",
        "\u00e9",
        new('n', 5000),
    ];

    /// <summary>Changes one thing.</summary>
    public static void Mutate(WasmSection section, Random random)
    {
        byte[] content = section.Content;
        if (content.Length == 0)
        {
            section.Content = Bytes(random, random.Next(1, 16));
            return;
        }

        int at = random.Next(content.Length);
        section.Content = random.Next(section.Id == WasmSection.Canonical ? 14 : 12) switch
        {
            0 or 1 => ChangeNumber(content, at, random),
            2 => ChangeNumber(content, 0, random),
            3 or 4 => Set(content, at, Types[random.Next(Types.Length)]),
            5 => Set(content, at, (byte)(content[at] ^ (1 << random.Next(8)))),
            6 => Set(content, at, (byte)random.Next(256)),
            7 => Set(content, at, (byte)(content[at] + (random.Next(2) == 0 ? 1 : -1))),
            8 or 9 => ChangeName(content, at, random),
            10 => content[..at],
            11 => Move(content, at, random),
            _ => Set(content, at, (byte)random.Next(9)),
        };
    }

    private static byte[] ChangeNumber(byte[] content, int at, Random random)
    {
        if (!Leb128.TryRead(content.AsSpan(at), out ulong value, out int length))
        {
            return Set(content, at, (byte)random.Next(0x80));
        }

        ulong changed = random.Next(3) switch
        {
            0 => value + 1,
            1 => value == 0 ? 1 : value - 1,
            _ => Numbers[random.Next(Numbers.Length)],
        };
        return [.. content.AsSpan(0, at), .. Leb128.Encode(changed), .. content.AsSpan(at + length)];
    }

    /// <summary>Puts another name in the place of the next one, or changes one of its letters.</summary>
    private static byte[] ChangeName(byte[] content, int from, Random random)
    {
        for (int i = 0; i < content.Length; i++)
        {
            int at = (from + i) % content.Length;
            int length = content[at];
            if (
                length is < 1 or > 100
                || at + 1 + length > content.Length
                || content.AsSpan(at + 1, length).ContainsAnyExceptInRange((byte)'!', (byte)'~')
            )
            {
                continue;
            }

            if (random.Next(2) == 0)
            {
                return Set(content, at + 1 + random.Next(length), (byte)random.Next(' ', 0x80));
            }

            byte[] name = Encoding.UTF8.GetBytes(Names[random.Next(Names.Length)]);
            return [.. content.AsSpan(0, at), .. Leb128.Encode((ulong)name.Length), .. name, .. content.AsSpan(at + 1 + length)];
        }

        return Set(content, from, (byte)random.Next(256));
    }

    /// <summary>Writes a piece of the content over another place of it.</summary>
    private static byte[] Move(byte[] content, int at, Random random)
    {
        byte[] moved = [.. content];
        int length = random.Next(1, Math.Min(16, content.Length - at) + 1);
        content.AsSpan(at, length).CopyTo(moved.AsSpan(random.Next(content.Length - length + 1)));
        return moved;
    }

    private static byte[] Set(byte[] content, int at, byte value)
    {
        byte[] changed = [.. content];
        changed[at] = value;
        return changed;
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
