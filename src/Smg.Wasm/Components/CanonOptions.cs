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
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            byte option = reader.ReadByte();
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
}
