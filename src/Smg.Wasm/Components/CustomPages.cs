namespace Smg.Wasm.Components;

/// <summary>
/// Finds memories whose pages have another size than 64 KiB. The engine knows them for the adapter's own memory; to guests they are a disabled proposal.
/// </summary>
internal static class CustomPages
{
    private const int PreambleBytes = 8;
    private const byte ImportSection = 2;
    private const byte MemorySection = 5;
    private const uint HasMaximum = 1;
    private const uint HasPageSize = 8;

    /// <summary>What a compile says of a guest that has such a memory.</summary>
    public const string Refusal = "the custom page sizes proposal must be enabled to customize a memory's page size";

    /// <summary>Whether one of a component's core modules, nested components included, has such a memory.</summary>
    public static bool IsIn(ReadOnlySpan<byte> component)
    {
        try
        {
            foreach (Range module in CoreModuleSections.Find(component))
            {
                if (IsInModule(component[module]))
                {
                    return true;
                }
            }
        }
        catch (InvalidDataException)
        {
            // A module is cut off: the compiler refuses it.
        }

        return false;
    }

    private static bool IsInModule(ReadOnlySpan<byte> module)
    {
        ComponentReader reader = new(module);
        reader.ReadBytes(PreambleBytes);
        while (!reader.AtEnd)
        {
            byte id = reader.ReadByte();
            ReadOnlySpan<byte> section = reader.ReadBytes(reader.ReadU32());
            if ((id == MemorySection && AreMemories(section)) || (id == ImportSection && AreImports(section)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AreMemories(ReadOnlySpan<byte> section)
    {
        ComponentReader reader = new(section);
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            if (SkipLimits(ref reader))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AreImports(ReadOnlySpan<byte> section)
    {
        ComponentReader reader = new(section);
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            reader.ReadName();
            reader.ReadName();
            switch (reader.ReadByte())
            {
                case 0:
                    reader.ReadU32();
                    break;
                case 2:
                    if (SkipLimits(ref reader))
                    {
                        return true;
                    }

                    break;
                case 3:
                    SkipType(ref reader);
                    reader.ReadByte();
                    break;
                case 4:
                    reader.ReadByte();
                    reader.ReadU32();
                    break;
                case 1:
                    SkipType(ref reader);
                    SkipLimits(ref reader);
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>A value type or a reference type: one byte, or a reference with its heap type behind it.</summary>
    private static void SkipType(ref ComponentReader reader)
    {
        if (reader.ReadByte() is 0x63 or 0x64)
        {
            SkipNumber(ref reader);
        }
    }

    private static bool SkipLimits(ref ComponentReader reader)
    {
        uint flags = reader.ReadU32();
        SkipNumber(ref reader);
        if ((flags & HasMaximum) != 0)
        {
            SkipNumber(ref reader);
        }

        return (flags & HasPageSize) != 0;
    }

    private static void SkipNumber(ref ComponentReader reader)
    {
        while ((reader.ReadByte() & 0x80) != 0)
        {
        }
    }
}
