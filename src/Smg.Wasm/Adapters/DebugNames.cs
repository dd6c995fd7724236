using Smg.Wasm.Components;

namespace Smg.Wasm.Adapters;

/// <summary>
/// Takes from a component the names that its core modules give to themselves and their functions. Wasmtime shows them in backtraces, and
/// demangles those that look like C++: sixty bytes of name can stand for gigabytes of text. A guest could also call itself by a name that
/// failures are recognised by.
/// </summary>
internal static class DebugNames
{
    /// <summary>A sign that no name of a section begins with that a compiler looks for.</summary>
    private const byte Ignored = (byte)'?';

    /// <summary>
    /// A copy of a component whose core modules' sections of names and of debug information go by other names, by which nobody knows them.
    /// Nothing is moved. Bytes that are not a component are left as they are: the compiler refuses them.
    /// </summary>
    public static byte[] Hide(ReadOnlySpan<byte> component)
    {
        byte[] copy = component.ToArray();
        foreach (Range module in CoreModuleSections.Find(copy))
        {
            try
            {
                HideInModule(copy.AsSpan(module));
            }
            catch (InvalidDataException)
            {
                // It is cut off, and what was read of it has no names any more.
            }
        }

        return copy;
    }

    private static void HideInModule(Span<byte> module)
    {
        const byte Custom = 0;
        ComponentReader reader = ComponentReader.OfSections(module);
        while (!reader.AtEnd)
        {
            byte id = reader.ReadByte();
            uint size = reader.ReadU32();
            int start = reader.Position;
            reader.ReadBytes(size);
            if (id == Custom)
            {
                HideSection(module[start..reader.Position]);
            }
        }
    }

    private static void HideSection(Span<byte> section)
    {
        ComponentReader reader = new(section);
        ReadOnlySpan<byte> name = reader.ReadBytes(reader.ReadU32());
        if (name.SequenceEqual("name"u8) || name.StartsWith(".debug"u8))
        {
            section[reader.Position - name.Length] = Ignored;
        }
    }
}
