namespace Smg.Hostile.Probe.Mutation;

/// <summary>Changes in the order and the number of sections, and splices between two components.</summary>
internal static class StructureMutations
{
    /// <summary>Changes one thing.</summary>
    /// <param name="binary">The binary whose sections are changed.</param>
    /// <param name="other">Where spliced sections come from.</param>
    /// <param name="random">The mutant's own numbers.</param>
    public static void Mutate(WasmBinary binary, WasmBinary other, Random random)
    {
        List<WasmSection> sections = binary.Sections;
        if (sections.Count == 0)
        {
            return;
        }

        int at = random.Next(sections.Count);
        int to = random.Next(sections.Count);
        switch (random.Next(8))
        {
            case 0:
                sections.Insert(to, sections[at].Copy());
                break;
            case 1:
                sections.RemoveAt(at);
                break;
            case 2:
                (sections[at], sections[to]) = (sections[to], sections[at]);
                break;
            case 3:
                sections[at].ClaimedLength = (ulong)Math.Max(0, sections[at].Content.Length + random.Next(-3, 4));
                break;
            case 4:
                sections[at].ClaimedLength = random.Next(2) == 0 ? uint.MaxValue : (ulong)random.NextInt64();
                break;
            case 5:
                sections[at].Id = (byte)random.Next(14);
                break;
            default:
                Splice(sections, at, other, random);
                break;
        }
    }

    /// <summary>Brings a section of another binary in: in the place of one of its kind, or beside it.</summary>
    private static void Splice(List<WasmSection> sections, int at, WasmBinary other, Random random)
    {
        WasmSection[] candidates = [.. other.All().SelectMany(binary => binary.Sections)];
        WasmSection[] same = [.. candidates.Where(section => section.Id == sections[at].Id)];
        WasmSection[] from = same.Length > 0 && random.Next(4) != 0 ? same : candidates;
        if (from.Length == 0)
        {
            return;
        }

        WasmSection added = from[random.Next(from.Length)].Copy();
        if (random.Next(2) == 0)
        {
            sections[at] = added;
        }
        else
        {
            sections.Insert(at, added);
        }
    }
}
