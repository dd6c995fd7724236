namespace Smg.Wasm.Components;

/// <summary>How values go between a core function and the outside.</summary>
internal sealed class CanonOptions
{
    /// <summary>The encoding of texts.</summary>
    public StringEncoding Encoding { get; private set; }

    /// <summary>The index of the memory; null where it is missing.</summary>
    public uint? Memory { get; private set; }

    /// <summary>The index of the core function that gives room in it; null where it is missing.</summary>
    public uint? Realloc { get; private set; }

    /// <summary>The index of the core function that frees a result; null where it is missing.</summary>
    public uint? PostReturn { get; private set; }

    /// <summary>Reads options.</summary>
    /// <exception cref="InvalidDataException">One of them is not known here: it may change what the function is.</exception>
    public static CanonOptions Read(ref ComponentReader reader)
    {
        CanonOptions options = new();
        const int Encodings = 0b111;
        int seen = 0;
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            byte option = reader.ReadByte();
            int kind = option <= 2 ? Encodings : 1 << Math.Min(option, (byte)6);
            if ((seen & kind) != 0)
            {
                throw new InvalidDataException($"it has a canonical function with the option {option} twice");
            }

            seen |= kind;
            switch (option)
            {
                case 0 or 1 or 2:
                    options.Encoding = (StringEncoding)option;
                    break;
                case 3:
                    options.Memory = reader.ReadU32();
                    break;
                case 4:
                    options.Realloc = reader.ReadU32();
                    break;
                case 5:
                    options.PostReturn = reader.ReadU32();
                    break;
                default:
                    throw new InvalidDataException($"it has a canonical function with the unknown option {option}");
            }
        }

        return options;
    }

    /// <summary>Writes the options with other indices.</summary>
    /// <param name="writer">What they are written to.</param>
    /// <param name="index">The new index of a core function or memory.</param>
    public void Write(ComponentWriter writer, Func<CoreSpace, uint, uint> index)
    {
        List<(byte Option, CoreSpace Space, uint? Index)> used =
        [
            (3, CoreSpace.Memory, Memory),
            (4, CoreSpace.Function, Realloc),
            (5, CoreSpace.Function, PostReturn),
        ];
        used.RemoveAll(option => option.Index is null);
        writer.U32((uint)used.Count + 1).Byte((byte)Encoding);
        foreach ((byte option, CoreSpace space, uint? old) in used)
        {
            writer.Byte(option).U32(index(space, old!.Value));
        }
    }
}
