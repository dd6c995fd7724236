namespace Smg.Wasm.Components;

/// <summary>Finds the core modules of a component and of the components nested in it.</summary>
internal static class CoreModuleSections
{
    /// <summary>Where each module lies. Of a component that is cut off, those before the cut: the compiler refuses it.</summary>
    public static IReadOnlyList<Range> Find(ReadOnlySpan<byte> component)
    {
        List<Range> modules = [];
        try
        {
            Find(component, SectionId.CoreModule, modules);
        }
        catch (InvalidDataException)
        {
            // The modules before the cut are in the list.
        }

        return modules;
    }

    /// <summary>Where the bodies of all sections of a kind lie, those of nested components among them.</summary>
    /// <exception cref="InvalidDataException">The component is cut off.</exception>
    public static IReadOnlyList<Range> FindAll(ReadOnlySpan<byte> component, SectionId kind)
    {
        List<Range> sections = [];
        Find(component, kind, sections);
        return sections;
    }

    /// <summary>
    /// Goes through the sections in one pass: those of a nested component follow its preamble, and its parent's next section follows its
    /// last.
    /// </summary>
    private static void Find(ReadOnlySpan<byte> component, SectionId kind, List<Range> sections)
    {
        ComponentReader reader = ComponentReader.OfSections(component);
        while (!reader.AtEnd)
        {
            SectionId id = (SectionId)reader.ReadByte();
            uint size = reader.ReadU32();
            if (id == SectionId.Component)
            {
                reader.ReadBytes(ComponentReader.PreambleBytes);
                continue;
            }

            int start = reader.Position;
            reader.ReadBytes(size);
            if (id == kind)
            {
                sections.Add(start..reader.Position);
            }
        }
    }
}
