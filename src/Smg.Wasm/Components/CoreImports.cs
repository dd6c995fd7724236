namespace Smg.Wasm.Components;

/// <summary>What a core module imports, as far as its indices count it.</summary>
internal sealed class CoreImports
{
    private readonly List<(string Module, string Name)> _memories = [];
    private readonly List<CoreLimits> _limits = [];
    private readonly List<CoreImport> _all = [];

    private CoreImports() { }

    /// <summary>Imports of a module without any.</summary>
    public static CoreImports None { get; } = new();

    /// <summary>Imported functions.</summary>
    public uint Functions { get; private set; }

    /// <summary>Imported globals.</summary>
    public uint Globals { get; private set; }

    /// <summary>Every import, in order.</summary>
    public IReadOnlyList<CoreImport> All => _all;

    /// <summary>The names of the imported memories, in order.</summary>
    public IReadOnlyList<(string Module, string Name)> Memories => _memories;

    /// <summary>The sizes of the imported memories, in order.</summary>
    public IReadOnlyList<CoreLimits> MemoryLimits => _limits;

    /// <summary>Reads an import section.</summary>
    /// <exception cref="InvalidDataException">It is truncated, or imports something unknown.</exception>
    public static CoreImports Read(ReadOnlySpan<byte> section)
    {
        if (section.IsEmpty)
        {
            return None;
        }

        CoreImports imports = new();
        ComponentReader reader = new(section);
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            imports.ReadOne(ref reader, section);
        }

        return imports;
    }

    private void ReadOne(ref ComponentReader reader, ReadOnlySpan<byte> section)
    {
        (string Module, string Name) names = (reader.ReadName(), reader.ReadName());
        byte kind = reader.ReadByte();
        int start = reader.Position;
        switch (kind)
        {
            case 0:
                reader.ReadU32();
                Functions++;
                break;
            case 1:
                CoreSyntax.SkipType(ref reader);
                CoreLimits.Read(ref reader);
                break;
            case 2:
                _limits.Add(CoreLimits.Read(ref reader));
                _memories.Add(names);
                break;
            case 3:
                CoreSyntax.SkipType(ref reader);
                reader.ReadByte();
                Globals++;
                break;
            case 4:
                reader.ReadByte();
                reader.ReadU32();
                break;
            default:
                throw new InvalidDataException($"a core module imports something of the unknown kind {kind}");
        }

        _all.Add(new CoreImport(names.Module, names.Name, (CoreSpace)kind, section[start..reader.Position].ToArray()));
    }
}
