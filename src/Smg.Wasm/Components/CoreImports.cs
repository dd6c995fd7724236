namespace Smg.Wasm.Components;

/// <summary>What a core module imports, as far as its indices count it.</summary>
internal sealed class CoreImports
{
    private readonly List<(string Module, string Name)> _memories = [];
    private readonly List<CoreLimits> _limits = [];

    private CoreImports() { }

    /// <summary>Imports of a module without any.</summary>
    public static CoreImports None { get; } = new();

    /// <summary>Imported functions.</summary>
    public uint Functions { get; private set; }

    /// <summary>Imported globals.</summary>
    public uint Globals { get; private set; }

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
            imports.ReadOne(ref reader);
        }

        return imports;
    }

    /// <summary>Reads every import of an import section, in order.</summary>
    /// <exception cref="InvalidDataException">It is truncated, or imports something unknown.</exception>
    public static IReadOnlyList<CoreImport> ReadAll(ReadOnlyMemory<byte> section) =>
        ComponentReader.ItemsOf(section.Span, (ref ComponentReader reader) => ReadWhole(ref reader, section.Span));

    private static CoreImport ReadWhole(ref ComponentReader reader, ReadOnlySpan<byte> section)
    {
        (string module, string name) = (reader.ReadName(), reader.ReadName());
        CoreSpace kind = (CoreSpace)reader.ReadByte();
        int start = reader.Position;
        SkipType(ref reader, kind, out _);
        return new CoreImport(module, name, kind, section[start..reader.Position].ToArray());
    }

    private void ReadOne(ref ComponentReader reader)
    {
        (string, string) names = (reader.ReadName(), reader.ReadName());
        CoreSpace kind = (CoreSpace)reader.ReadByte();
        SkipType(ref reader, kind, out CoreLimits limits);
        switch (kind)
        {
            case CoreSpace.Function:
                Functions++;
                break;
            case CoreSpace.Memory:
                _limits.Add(limits);
                _memories.Add(names);
                break;
            case CoreSpace.Global:
                Globals++;
                break;
            default:
                break;
        }
    }

    private static void SkipType(ref ComponentReader reader, CoreSpace kind, out CoreLimits limits)
    {
        limits = default;
        switch (kind)
        {
            case CoreSpace.Function:
                reader.ReadU32();
                break;
            case CoreSpace.Table:
                CoreSyntax.SkipType(ref reader);
                CoreLimits.Read(ref reader);
                break;
            case CoreSpace.Memory:
                limits = CoreLimits.Read(ref reader);
                break;
            case CoreSpace.Global:
                CoreSyntax.SkipType(ref reader);
                reader.ReadByte();
                break;
            case CoreSpace.Tag:
                reader.ReadByte();
                reader.ReadU32();
                break;
            default:
                throw new InvalidDataException($"a core module imports an item of the unknown kind {(byte)kind}");
        }
    }
}
