namespace Smg.Wasm.Components;

/// <summary>
/// What a component says of itself before its code begins and after it ends: what a registration can look at without a compile.
/// </summary>
internal sealed class ComponentOutline
{
    /// <summary>Exports that are remembered; a component has a few.</summary>
    private const int MaxExports = 4096;

    private readonly List<OutlineExport> _exports = [];

    private ComponentOutline() { }

    /// <summary>Its exports, in order.</summary>
    public IReadOnlyList<OutlineExport> Exports => _exports;

    /// <summary>
    /// The bytes up to its last import: a component by itself, without code. Only the preamble where it imports nothing; null where imports
    /// follow code.
    /// </summary>
    public int? LeadingBytes { get; private set; } = ComponentReader.PreambleBytes;

    /// <summary>Reads a component.</summary>
    /// <returns>Null where it is malformed: the compiler says how.</returns>
    public static ComponentOutline? TryRead(ReadOnlySpan<byte> component)
    {
        try
        {
            return Read(component);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Reads a component.</summary>
    /// <exception cref="InvalidDataException">It is malformed; the message says how.</exception>
    public static ComponentOutline Read(ReadOnlySpan<byte> component)
    {
        ComponentOutline outline = new();
        outline.ReadSections(component);
        return outline;
    }

    private void ReadSections(ReadOnlySpan<byte> component)
    {
        ComponentReader reader = ComponentReader.OfSections(component);
        bool isLeading = true;
        while (!reader.AtEnd)
        {
            ReadOnlySpan<byte> body = reader.ReadSection(out SectionId id, out _);
            if (id == SectionId.Export)
            {
                ReadExports(body);
            }
            else if (id == SectionId.Import)
            {
                LeadingBytes = isLeading ? reader.Position : null;
            }

            isLeading &= id is SectionId.Custom or SectionId.CoreType or SectionId.Alias or SectionId.Type or SectionId.Import;
        }
    }

    private void ReadExports(ReadOnlySpan<byte> body)
    {
        ComponentReader reader = new(body);
        for (uint n = reader.ReadU32(); n > 0 && _exports.Count < MaxExports; n--)
        {
            (string name, byte[] sort, _) = ComponentSyntax.ReadExport(ref reader);
            _exports.Add(new OutlineExport(name, sort[0]));
        }
    }
}
