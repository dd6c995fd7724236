namespace Smg.Wasm.Components;

/// <summary>Pieces of the binary format that occur in several sections.</summary>
internal static class ComponentSyntax
{
    /// <summary>Reads what an import is, or what an export is said to be.</summary>
    /// <returns>Its sort.</returns>
    public static byte[] ReadDescription(ref ComponentReader reader)
    {
        byte kind = reader.ReadByte();
        switch (kind)
        {
            case 0:
                reader.ReadByte();
                reader.ReadU32();
                return [0, CoreSort.Module];
            case 2 or 3:
                // A bound: equal to a value or type of an index; else a value's type, or, with nothing behind it, any resource.
                if (reader.ReadByte() == 0 || kind == 2)
                {
                    reader.ReadU32();
                }

                return [kind];
            case 1 or 4 or 5:
                reader.ReadU32();
                return [kind];
            default:
                throw new InvalidDataException($"it has an item of the unknown sort {kind}");
        }
    }

    /// <summary>Reads a sort: one byte, or two for a sort of core things.</summary>
    public static byte[] ReadSort(ref ComponentReader reader)
    {
        byte sort = reader.ReadByte();
        return sort == 0 ? [0, reader.ReadByte()] : [sort];
    }

    /// <summary>Reads an export.</summary>
    /// <returns>Its name, its sort, and its index among those of the sort.</returns>
    public static (string Name, byte[] Sort, uint Index) ReadExport(ref ComponentReader reader)
    {
        (string, byte[], uint) export = (ReadExternName(ref reader), ReadSort(ref reader), reader.ReadU32());
        if (reader.ReadByte() == 1)
        {
            ReadDescription(ref reader);
        }

        return export;
    }

    /// <summary>Reads an alias.</summary>
    /// <returns>Its sort, the instance that it is of, and its name there; null for one of a component around this one.</returns>
    public static (byte[] Sort, uint Owner, string? Name) ReadAlias(ref ComponentReader reader)
    {
        const byte OfOuter = 2;
        byte[] sort = ReadSort(ref reader);
        byte target = reader.ReadByte();
        uint owner = reader.ReadU32();
        if (target != OfOuter)
        {
            return (sort, owner, reader.ReadName());
        }

        reader.ReadU32();
        return (sort, owner, Name: null);
    }

    /// <summary>A name with the byte before it, which is its form.</summary>
    public static string ReadExternName(ref ComponentReader reader) =>
        reader.ReadByte() is 0 or 1 ? reader.ReadName() : throw new InvalidDataException("it has a name of an unknown form");
}
