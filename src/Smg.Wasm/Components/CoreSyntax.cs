namespace Smg.Wasm.Components;

/// <summary>Pieces of the core binary format that are skipped.</summary>
internal static class CoreSyntax
{
    /// <summary>The type of references to functions.</summary>
    public const byte FunctionReference = 0x70;

    private const byte RefNull = 0x63;
    private const byte Ref = 0x64;

    /// <summary>
    /// Whether a byte is a predefined type of values: a number, a vector, or a reference to functions, externals or exceptions.
    /// </summary>
    public static bool IsPredefined(byte type) => type is (>= 0x7B and <= 0x7F) or FunctionReference or 0x6F or 0x69;

    /// <summary>Whether a type is a reference whose heap type is behind it.</summary>
    public static bool HasHeapType(byte type) => type is RefNull or Ref;

    /// <summary>A value type or a reference type: one byte, or a reference with its heap type behind it.</summary>
    public static void SkipType(ref ComponentReader reader)
    {
        if (HasHeapType(reader.ReadByte()))
        {
            SkipNumber(ref reader);
        }
    }

    /// <summary>Value types, with their count before them.</summary>
    public static void SkipTypes(ref ComponentReader reader)
    {
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            SkipType(ref reader);
        }
    }

    /// <summary>A signed LEB128 number of 33 bits: a predefined type where it is negative, else a type's index.</summary>
    /// <exception cref="InvalidDataException">The number is longer than five bytes.</exception>
    public static long ReadS33(ref ComponentReader reader) => ReadSigned(ref reader, maxBytes: 5);

    /// <summary>A signed LEB128 number of 32 or 64 bits.</summary>
    /// <exception cref="InvalidDataException">The number is longer than ten bytes.</exception>
    public static long ReadSigned(ref ComponentReader reader, int maxBytes = 10)
    {
        long value = 0;
        for (int i = 0; i < maxBytes; i++)
        {
            byte b = reader.ReadByte();
            value |= (long)(b & 0x7F) << (7 * i);
            if ((b & 0x80) == 0)
            {
                int unused = Math.Max(0, 57 - (7 * i));
                return value << unused >> unused;
            }
        }

        throw new InvalidDataException("A number is longer than its type.");
    }

    /// <summary>A LEB128 number of any length.</summary>
    public static void SkipNumber(ref ComponentReader reader)
    {
        while ((reader.ReadByte() & 0x80) != 0) { }
    }

    /// <summary>So many LEB128 numbers.</summary>
    public static void SkipNumbers(ref ComponentReader reader, uint count)
    {
        for (; count > 0; count--)
        {
            SkipNumber(ref reader);
        }
    }
}
