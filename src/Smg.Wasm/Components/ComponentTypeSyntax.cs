namespace Smg.Wasm.Components;

/// <summary>The types of a component's type section, which are skipped but for what they name of the core.</summary>
internal static class ComponentTypeSyntax
{
    private const byte Resource = 0x3F;
    private const byte Function = 0x40;
    private const byte ComponentType = 0x41;
    private const byte InstanceType = 0x42;

    /// <summary>Types within types; each takes room on the stack.</summary>
    private const int MaxDepth = 64;

    /// <summary>Skips a type.</summary>
    /// <param name="reader">Where it begins.</param>
    /// <param name="destructorAt">Where the index of its destructor begins.</param>
    /// <returns>The core function that destroys the resources of that type; null for other types and without one.</returns>
    /// <exception cref="InvalidDataException">It is of an unknown kind, or truncated.</exception>
    public static uint? Skip(ref ComponentReader reader, out int destructorAt) => Skip(ref reader, MaxDepth, out destructorAt);

    private static uint? Skip(ref ComponentReader reader, int depth, out int destructorAt)
    {
        destructorAt = 0;
        byte kind = reader.ReadByte();
        switch (kind)
        {
            case Resource:
                reader.ReadByte();
                if (!ReadFlag(ref reader))
                {
                    return null;
                }

                destructorAt = reader.Position;
                return reader.ReadU32();
            case Function:
                SkipFunction(ref reader);
                return null;
            case ComponentType or InstanceType:
                for (uint n = reader.ReadU32(); n > 0; n--)
                {
                    SkipDeclaration(ref reader, depth);
                }

                return null;
            default:
                SkipValueDefinition(ref reader, kind);
                return null;
        }
    }

    private static void SkipFunction(ref ComponentReader reader)
    {
        SkipNamedTypes(ref reader);
        switch (reader.ReadByte())
        {
            case 0:
                CoreSyntax.SkipNumber(ref reader);
                break;
            case 1 when reader.ReadByte() == 0:
                break;
            default:
                throw new InvalidDataException("it has a function type of an unknown form");
        }
    }

    private static void SkipDeclaration(ref ComponentReader reader, int depth)
    {
        if (depth == 0)
        {
            throw new InvalidDataException($"it has types that are nested in more than {MaxDepth} others");
        }

        byte kind = reader.ReadByte();
        switch (kind)
        {
            case 1:
                Skip(ref reader, depth - 1, out _);
                break;
            case 2:
                ComponentSyntax.ReadAlias(ref reader);
                break;
            case 3 or 4:
                ComponentSyntax.ReadExternName(ref reader);
                ComponentSyntax.ReadDescription(ref reader);
                break;
            default:
                throw new InvalidDataException($"it has a type with a declaration of the unknown kind {kind}");
        }
    }

    private static void SkipValueDefinition(ref ComponentReader reader, byte kind)
    {
        switch (kind)
        {
            // bool to string, error-context
            case (>= 0x73 and <= 0x7F) or 0x64:
                break;

            // record
            case 0x72:
                SkipNamedTypes(ref reader);
                break;

            // variant
            case 0x71:
                SkipCases(ref reader);
                break;

            // list, option
            case 0x70
            or 0x6B:
                CoreSyntax.SkipNumber(ref reader);
                break;

            // tuple
            case 0x6F:
                CoreSyntax.SkipNumbers(ref reader, reader.ReadU32());
                break;

            // flags, enum
            case 0x6E
            or 0x6D:
                for (uint n = reader.ReadU32(); n > 0; n--)
                {
                    reader.ReadName();
                }

                break;

            // result
            case 0x6A:
                SkipOptionalType(ref reader);
                SkipOptionalType(ref reader);
                break;

            // own, borrow
            case 0x69
            or 0x68:
                reader.ReadU32();
                break;
            default:
                throw new InvalidDataException($"it has a type of the unknown kind {kind:x2}");
        }
    }

    private static void SkipNamedTypes(ref ComponentReader reader)
    {
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            reader.ReadName();
            CoreSyntax.SkipNumber(ref reader);
        }
    }

    private static void SkipCases(ref ComponentReader reader)
    {
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            reader.ReadName();
            SkipOptionalType(ref reader);
            Refuse.If(reader.ReadByte() != 0, "it has a variant of an unknown form");
        }
    }

    private static void SkipOptionalType(ref ComponentReader reader)
    {
        if (ReadFlag(ref reader))
        {
            CoreSyntax.SkipNumber(ref reader);
        }
    }

    private static bool ReadFlag(ref ComponentReader reader) =>
        reader.ReadByte() switch
        {
            0 => false,
            1 => true,
            byte other => throw new InvalidDataException($"it has a type with the unknown flag {other}"),
        };
}
