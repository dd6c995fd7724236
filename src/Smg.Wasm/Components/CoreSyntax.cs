namespace Smg.Wasm.Components;

/// <summary>Pieces of the core binary format that are skipped.</summary>
internal static class CoreSyntax
{
    private const byte RefNull = 0x63;
    private const byte Ref = 0x64;

    /// <summary>A value type or a reference type: one byte, or a reference with its heap type behind it.</summary>
    public static void SkipType(ref ComponentReader reader)
    {
        if (reader.ReadByte() is RefNull or Ref)
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

    /// <summary>The type of a block: none, a value type, or the index of a function type.</summary>
    public static void SkipBlockType(ref ComponentReader reader)
    {
        byte first = reader.ReadByte();
        if (first is RefNull or Ref || (first & 0x80) != 0)
        {
            SkipNumber(ref reader);
        }
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
