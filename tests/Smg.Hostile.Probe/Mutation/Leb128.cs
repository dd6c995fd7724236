namespace Smg.Hostile.Probe.Mutation;

/// <summary>The numbers of the binary format: 7 bits a byte, the lowest first.</summary>
internal static class Leb128
{
    /// <summary>Reads an unsigned number.</summary>
    /// <returns>False when it does not end within ten bytes or the bytes end first.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ulong value, out int length)
    {
        value = 0;
        for (length = 0; length < Math.Min(bytes.Length, 10); )
        {
            byte next = bytes[length];
            value |= (ulong)(next & 0x7f) << (7 * length);
            length++;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The shortest form of an unsigned number.</summary>
    public static byte[] Encode(ulong value)
    {
        List<byte> bytes = [];
        do
        {
            byte next = (byte)(value & 0x7f);
            value >>= 7;
            bytes.Add((byte)(value == 0 ? next : next | 0x80));
        } while (value != 0);
        return [.. bytes];
    }

    /// <summary>The shortest form of a signed number.</summary>
    public static byte[] EncodeSigned(long value)
    {
        List<byte> bytes = [];
        while (true)
        {
            byte next = (byte)(value & 0x7f);
            value >>= 7;
            if ((value == 0 && (next & 0x40) == 0) || (value == -1 && (next & 0x40) != 0))
            {
                bytes.Add(next);
                return [.. bytes];
            }

            bytes.Add((byte)(next | 0x80));
        }
    }
}
