namespace Smg.Wasm.Components;

/// <summary>
/// Goes through the instructions of a function. It knows those of WebAssembly 3.0 without garbage collection, and of the proposals that the
/// engine takes; what is unknown ends the walk, and the module stays as it is.
/// </summary>
internal static class CoreInstructions
{
    private const byte MemorySize = 0x3F;
    private const byte MemoryGrow = 0x40;

    /// <summary>Finds where a function asks for a memory's size, or grows it.</summary>
    /// <param name="body">A function's locals and code.</param>
    /// <param name="sites">What is found is added here, in order.</param>
    /// <exception cref="InvalidDataException">It has an unknown instruction.</exception>
    public static void FindSizeAndGrow(ReadOnlySpan<byte> body, List<MemorySite> sites)
    {
        ComponentReader reader = new(body);
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            reader.ReadU32();
            CoreSyntax.SkipType(ref reader);
        }

        while (!reader.AtEnd)
        {
            int start = reader.Position;
            byte code = reader.ReadByte();
            if (code is MemorySize or MemoryGrow)
            {
                uint memory = reader.ReadU32();
                sites.Add(new MemorySite(start, reader.Position - start, memory, code == MemoryGrow));
            }
            else
            {
                SkipOperands(ref reader, code);
            }
        }
    }

    private static void SkipOperands(ref ComponentReader reader, byte code)
    {
        switch (code)
        {
            // unreachable, nop, else, throw_ref, end, return, drop, select; comparisons, arithmetic and conversions; ref.is_null, ref.eq,
            // ref.as_non_null
            case 0x00 or 0x01 or 0x05 or 0x0A or 0x0B or 0x0F or 0x1A or 0x1B or (>= 0x45 and <= 0xC4) or 0xD1 or 0xD3 or 0xD4:
                break;

            // block, loop, if
            case 0x02
            or 0x03
            or 0x04:
                CoreSyntax.SkipBlockType(ref reader);
                break;

            // throw, br, br_if, call, return_call, call_ref, return_call_ref, locals, globals, table.get, table.set, constants, references
            case 0x08
            or 0x0C
            or 0x0D
            or 0x10
            or 0x12
            or 0x14
            or 0x15
            or (>= 0x20 and <= 0x26)
            or 0x41
            or 0x42
            or 0xD0
            or 0xD2
            or 0xD5
            or 0xD6:
                CoreSyntax.SkipNumber(ref reader);
                break;

            // br_table
            case 0x0E:
                CoreSyntax.SkipNumbers(ref reader, reader.ReadU32());
                CoreSyntax.SkipNumber(ref reader);
                break;

            // call_indirect, return_call_indirect
            case 0x11
            or 0x13:
                CoreSyntax.SkipNumbers(ref reader, 2);
                break;

            // select with a type
            case 0x1C:
                CoreSyntax.SkipTypes(ref reader);
                break;

            // try_table
            case 0x1F:
                SkipCatches(ref reader);
                break;

            // loads and stores
            case >= 0x28
            and <= 0x3E:
                SkipAddress(ref reader);
                break;

            // f32.const, f64.const
            case 0x43:
                reader.ReadBytes(4);
                break;
            case 0x44:
                reader.ReadBytes(8);
                break;
            case 0xFC:
                SkipBulk(ref reader);
                break;
            case 0xFD:
                SkipVector(ref reader);
                break;
            case 0xFE:
                SkipAtomic(ref reader);
                break;
            default:
                throw new InvalidDataException($"it has the unknown instruction {code:x2}");
        }
    }

    private static void SkipCatches(ref ComponentReader reader)
    {
        CoreSyntax.SkipBlockType(ref reader);
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            // catch and catch_ref name a tag and a label, catch_all and catch_all_ref a label.
            CoreSyntax.SkipNumbers(ref reader, reader.ReadByte() < 2 ? 2u : 1u);
        }
    }

    /// <summary>Alignment, memory where it is not the first, offset.</summary>
    private static void SkipAddress(ref ComponentReader reader)
    {
        const uint NamesMemory = 0x40;
        CoreSyntax.SkipNumbers(ref reader, (reader.ReadU32() & NamesMemory) != 0 ? 2u : 1u);
    }

    private static void SkipBulk(ref ComponentReader reader)
    {
        uint code = reader.ReadU32();
        CoreSyntax.SkipNumbers(
            ref reader,
            code switch
            {
                // saturating conversions; 128-bit arithmetic
                <= 7 or (>= 19 and <= 22) => 0,

                // memory.init, memory.copy, table.init, table.copy
                8 or 10 or 12 or 14 => 2,

                // data.drop, memory.fill, elem.drop, table.grow, table.size, table.fill
                9 or 11 or 13 or 15 or 16 or 17 => 1,
                _ => throw new InvalidDataException($"it has the unknown instruction fc {code:x2}"),
            }
        );
    }

    private static void SkipVector(ref ComponentReader reader)
    {
        const uint LastVector = 0x114;
        uint code = reader.ReadU32();
        switch (code)
        {
            // loads and stores
            case <= 11 or 92 or 93:
                SkipAddress(ref reader);
                break;

            // v128.const, i8x16.shuffle
            case 12
            or 13:
                reader.ReadBytes(16);
                break;

            // one lane: extracted or replaced; loaded or stored
            case >= 21
            and <= 34:
                reader.ReadByte();
                break;
            case >= 84 and <= 91:
                SkipAddress(ref reader);
                reader.ReadByte();
                break;
            case <= LastVector:
                break;
            default:
                throw new InvalidDataException($"it has the unknown instruction fd {code:x2}");
        }
    }

    private static void SkipAtomic(ref ComponentReader reader)
    {
        const uint Fence = 3;
        if (reader.ReadU32() == Fence)
        {
            reader.ReadByte();
        }
        else
        {
            SkipAddress(ref reader);
        }
    }
}
