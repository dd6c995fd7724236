namespace Smg.Wasm.Bridge;

/// <summary>
/// What a component has at its outermost level: how many things of each sort, what its functions and instances are, and what it exports.
/// New sections behind the last use those counts as the first free indices.
/// </summary>
internal sealed class GuestAnatomy
{
    private const int PreambleBytes = 8;
    private const byte SortFunc = 1;
    private const byte SortComponent = 4;
    private const byte SortInstance = 5;

    /// <summary>Functions that are lifted from core functions, by their index; others have no entry.</summary>
    private readonly Dictionary<uint, GraftFunction> _lifted = [];

    /// <summary>Names of the functions that are imports, by their index.</summary>
    private readonly Dictionary<uint, string> _imported = [];

    /// <summary>Instances that are made here, by their index.</summary>
    private readonly Dictionary<uint, InstanceAnatomy> _instances = [];

    /// <summary>Nested components, by their index: where each is in the bytes.</summary>
    private readonly Dictionary<uint, Range> _components = [];

    private readonly Dictionary<string, (byte Sort, uint Index)> _exports = [];
    private readonly ReadOnlyMemory<byte> _bytes;

    private GuestAnatomy(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    public uint CoreModules { get; private set; }

    public uint CoreInstances { get; private set; }

    public uint CoreFuncs { get; private set; }

    public uint Types { get; private set; }

    public uint Funcs { get; private set; }

    private uint Components { get; set; }

    private uint Instances { get; set; }

    /// <summary>Reads a component.</summary>
    /// <exception cref="InvalidDataException">It is cut off, or has something that is not known here; the message says what.</exception>
    public static GuestAnatomy Read(ReadOnlyMemory<byte> component)
    {
        GuestAnatomy anatomy = new(component);
        ComponentReader reader = new(component.Span);
        reader.ReadBytes(PreambleBytes);
        while (!reader.AtEnd)
        {
            SectionId id = (SectionId)reader.ReadByte();
            uint size = reader.ReadU32();
            int start = reader.Position;
            anatomy.ReadSection(id, reader.ReadBytes(size), start..reader.Position);
        }

        return anatomy;
    }

    /// <summary>The core function behind a function of an exported interface.</summary>
    /// <exception cref="InvalidDataException">It is not known what the function is; the message says why.</exception>
    public GraftFunction Find(string interfaceName, string function)
    {
        if (!_exports.TryGetValue(interfaceName, out (byte Sort, uint Index) export) || export.Sort != SortInstance || !_instances.TryGetValue(export.Index, out InstanceAnatomy? instance))
        {
            throw new InvalidDataException($"its interface '{interfaceName}' is not an instance that it makes itself");
        }

        string argument = function;
        if (instance.Component is { } component)
        {
            if (!_components.TryGetValue(component, out Range range))
            {
                throw new InvalidDataException($"its interface '{interfaceName}' is an instance of a component from outside");
            }

            GuestAnatomy shim = Read(_bytes[range]);
            argument = shim._exports.TryGetValue(function, out (byte Sort, uint Index) inner) && inner.Sort == SortFunc && shim._imported.TryGetValue(inner.Index, out string? import)
                ? import
                : throw new InvalidDataException($"its interface '{interfaceName}' is made of functions that a nested component has changed");
        }

        return instance.Arguments.TryGetValue(argument, out (byte Sort, uint Index) found) && found.Sort == SortFunc && _lifted.TryGetValue(found.Index, out GraftFunction? lifted)
            ? lifted
            : throw new InvalidDataException($"its function '{function}' is not one of its own core functions");
    }

    private void ReadSection(SectionId id, ReadOnlySpan<byte> body, Range range)
    {
        ComponentReader reader = new(body);
        switch (id)
        {
            case SectionId.Custom or SectionId.CoreType:
                break;
            case SectionId.CoreModule:
                CoreModules++;
                break;
            case SectionId.CoreInstance:
                CoreInstances += reader.ReadU32();
                break;
            case SectionId.Component:
                _components.Add(Components++, range);
                break;
            case SectionId.Type:
                Types += reader.ReadU32();
                break;
            case SectionId.Instance:
                ReadEach(ref reader, ReadInstance);
                break;
            case SectionId.Alias:
                ReadEach(ref reader, ReadAlias);
                break;
            case SectionId.Canon:
                ReadEach(ref reader, ReadCanon);
                break;
            case SectionId.Import:
                ReadEach(ref reader, ReadImport);
                break;
            case SectionId.Export:
                ReadEach(ref reader, ReadExport);
                break;
            case SectionId.Start:
            default:
                throw new InvalidDataException($"it has a section of the unknown kind {(byte)id}");
        }
    }

    private delegate void ItemReader(ref ComponentReader reader);

    private static void ReadEach(ref ComponentReader reader, ItemReader read)
    {
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            read(ref reader);
        }
    }

    private void ReadInstance(ref ComponentReader reader)
    {
        uint? component = reader.ReadByte() switch
        {
            0 => reader.ReadU32(),
            1 => null,
            byte other => throw new InvalidDataException($"it has an instance of the unknown form {other}"),
        };
        Dictionary<string, (byte, uint)> arguments = [];
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            string name = component is null ? ComponentSyntax.ReadExternName(ref reader) : reader.ReadName();
            byte[] sort = ComponentSyntax.ReadSort(ref reader);
            arguments[name] = (sort[0], reader.ReadU32());
        }

        _instances.Add(Instances++, new InstanceAnatomy(component, arguments));
    }

    private void ReadAlias(ref ComponentReader reader)
    {
        byte[] sort = ComponentSyntax.ReadSort(ref reader);
        bool isOuter = reader.ReadByte() == 2;
        reader.ReadU32();
        if (isOuter)
        {
            reader.ReadU32();
        }
        else
        {
            reader.ReadName();
        }

        Count(sort);
    }

    private void ReadCanon(ref ComponentReader reader)
    {
        byte kind = reader.ReadByte();
        switch (kind)
        {
            case 0:
                reader.ReadByte();
                uint core = reader.ReadU32();
                if (CanonOptions.Read(ref reader) is { IsUtf8: true, Memory: { } memory, Realloc: { } realloc } options)
                {
                    _lifted.Add(Funcs, new GraftFunction(core, memory, realloc, options.PostReturn));
                }

                reader.ReadU32();
                Funcs++;
                break;
            case 1:
                reader.ReadByte();
                reader.ReadU32();
                CanonOptions.Read(ref reader);
                CoreFuncs++;
                break;
            case 2 or 3 or 4:
                reader.ReadU32();
                CoreFuncs++;
                break;
            default:
                throw new InvalidDataException($"it has a canonical function of the unknown kind {kind}");
        }
    }

    private void ReadImport(ref ComponentReader reader)
    {
        string name = ComponentSyntax.ReadExternName(ref reader);
        byte[] sort = ComponentSyntax.ReadDescription(ref reader);
        if (sort[0] == SortFunc)
        {
            _imported.Add(Funcs, name);
        }

        Count(sort);
    }

    private void ReadExport(ref ComponentReader reader)
    {
        string name = ComponentSyntax.ReadExternName(ref reader);
        byte[] sort = ComponentSyntax.ReadSort(ref reader);
        _exports[name] = (sort[0], reader.ReadU32());
        if (reader.ReadByte() == 1)
        {
            ComponentSyntax.ReadDescription(ref reader);
        }

        // What is exported gets one more index.
        Count(sort);
    }

    /// <summary>Takes the next index of a sort.</summary>
    private void Count(ReadOnlySpan<byte> sort)
    {
        const byte CoreFunc = 0;
        const byte CoreModule = 0x11;
        const byte CoreInstance = 0x12;
        switch (sort)
        {
            case [0, CoreFunc]:
                CoreFuncs++;
                break;
            case [0, CoreModule]:
                CoreModules++;
                break;
            case [0, CoreInstance]:
                CoreInstances++;
                break;
            case [0, _]:
                break;
            case [SortFunc]:
                Funcs++;
                break;
            case [3]:
                Types++;
                break;
            case [SortComponent]:
                Components++;
                break;
            case [SortInstance]:
                Instances++;
                break;
            default:
                throw new InvalidDataException($"it has something of the unknown sort {sort[0]}");
        }
    }

    /// <summary>An instance: of which nested component, or null where it is only a bundle; and what it is given, or bundles, by name.</summary>
    private sealed record InstanceAnatomy(uint? Component, IReadOnlyDictionary<string, (byte Sort, uint Index)> Arguments);
}
