namespace Smg.Wasm.Components;

/// <summary>A core instance of a component: made of a module, or bundled of what others export.</summary>
/// <param name="Module">The module's index; null for a bundle.</param>
/// <param name="Arguments">The instances that a module is given, by name.</param>
/// <param name="BundledMemories">The core memories in a bundle, by name.</param>
internal sealed record CoreInstance(
    uint? Module,
    IReadOnlyDictionary<string, uint> Arguments,
    IReadOnlyDictionary<string, uint> BundledMemories
)
{
    private const byte MemorySort = 2;

    /// <summary>An instance that is defined elsewhere: nothing is known of it.</summary>
    public static CoreInstance Elsewhere { get; } = new(Module: null, new Dictionary<string, uint>(), new Dictionary<string, uint>());

    /// <summary>Everything in a bundle, in order; empty for an instance of a module.</summary>
    public IReadOnlyList<CoreBundleItem> Bundle { get; private init; } = [];

    /// <summary>Whether two arguments, or two items of a bundle, have one name.</summary>
    public bool HasNameTwice { get; private init; }

    /// <summary>Reads one instance of a section.</summary>
    /// <exception cref="InvalidDataException">It has an unknown form.</exception>
    public static CoreInstance Read(ref ComponentReader reader)
    {
        Dictionary<string, uint> arguments = [];
        Dictionary<string, uint> memories = [];
        List<CoreBundleItem> items = [];
        uint? module = reader.ReadByte() switch
        {
            0 => reader.ReadU32(),
            1 => null,
            byte other => throw new InvalidDataException($"it has a core instance of the unknown form {other}"),
        };
        uint count = reader.ReadU32();
        for (uint n = count; n > 0; n--)
        {
            string name = reader.ReadName();
            byte sort = reader.ReadByte();
            uint index = reader.ReadU32();
            if (module is not null)
            {
                arguments[name] = index;
                continue;
            }

            items.Add(new CoreBundleItem(name, sort, index));
            if (sort == MemorySort)
            {
                memories[name] = index;
            }
        }

        return new CoreInstance(module, arguments, memories)
        {
            Bundle = items,
            HasNameTwice = (module is null ? items.Select(item => item.Name).ToHashSet().Count : arguments.Count) != count,
        };
    }
}

/// <summary>Something in a bundle.</summary>
/// <param name="Name">Its name in the bundle.</param>
/// <param name="Sort">What it is, as the binary format numbers it.</param>
/// <param name="Index">Its index in the component.</param>
internal readonly record struct CoreBundleItem(string Name, byte Sort, uint Index);

/// <summary>What a core instance exports under a name.</summary>
/// <param name="Instance">The instance's index.</param>
/// <param name="Name">The name.</param>
internal readonly record struct CoreExport(uint Instance, string Name);

/// <summary>A memory by the instance that defines it.</summary>
/// <param name="Instance">The instance's index.</param>
/// <param name="Defined">How many memories the instance's module defines before it.</param>
internal readonly record struct CoreMemory(uint Instance, uint Defined);
