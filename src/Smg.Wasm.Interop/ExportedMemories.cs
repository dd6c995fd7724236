namespace Smg.Wasm.Interop;

/// <summary>
/// Which of the memories that the host makes for an instance a module exports under which name. All instances of a module ask for the same
/// memories in the same order, so that one look at addresses serves those that come after it. Safe to share between threads: of two that
/// learn at once, one may have to learn again.
/// </summary>
internal sealed class ExportedMemories
{
    private volatile Place[] _places = [];
    private volatile int _marked = -1;

    /// <summary>The memory of an instance.</summary>
    /// <param name="export">The name.</param>
    /// <param name="made">The instance's memories, in the order in which they were made.</param>
    /// <returns>Null where it is not known yet: instances with another number of memories are looked at again.</returns>
    public MemorySlot? Find(CoreExport export, List<MemorySlot> made)
    {
        foreach (Place place in _places)
        {
            if (place.Name == export.Name && place.Count == made.Count)
            {
                return made[place.Index];
            }
        }

        return null;
    }

    /// <summary>Notes which memory of an instance has a name.</summary>
    /// <param name="export">The name.</param>
    /// <param name="made">The instance's memories.</param>
    /// <param name="slot">The one that is exported.</param>
    public void Learn(CoreExport export, List<MemorySlot> made, MemorySlot slot) =>
        _places = [.. _places.Where(place => place.Name != export.Name), new Place(export.Name, made.Count, made.IndexOf(slot))];

    /// <summary>Whether the marks that instances with so many memories are given are those that their code sets.</summary>
    public bool AreMarksRight(int made) => _marked == made;

    /// <summary>Notes that they are.</summary>
    public void LearnMarks(int made) => _marked = made;

    private readonly record struct Place(string Name, int Count, int Index);
}
