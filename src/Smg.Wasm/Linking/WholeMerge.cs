namespace Smg.Wasm.Linking;

/// <summary>How core instances become one module that imports nothing.</summary>
/// <param name="Exports">What the module exports, by name.</param>
/// <param name="Named">The instance whose functions have a name in backtraces.</param>
/// <param name="Name">That name.</param>
internal sealed record WholeMerge(IReadOnlyList<(string Name, CoreSource Source)> Exports, LevelInstance Named, string Name)
{
    /// <summary>
    /// The name of a function that is added, where it can be, and gives the globals the values that they begin with; null for none.
    /// </summary>
    public string? Reset { get; init; }

    /// <summary>
    /// The name of a global that is added, an <c>i32</c>: 0 until the module calls a function from outside of the instances. The call sets
    /// it to 1 and traps. Null where the instances may import nothing from outside.
    /// </summary>
    public string? Outside { get; init; }

    /// <summary>The memory whose writes the code notes, where it can, and the pages that it begins with; null for none.</summary>
    public (CoreSource Memory, uint Pages)? Marked { get; init; }

    /// <summary>The name of the memory that is added for such notes.</summary>
    public string Marks { get; init; } = "";

    /// <summary>What the start functions do, where that is known: it is done instead of running them. Null to run them.</summary>
    public StartEffects? Start { get; init; }

    /// <summary>
    /// Whether the start function is exported instead of run, with what it may change: <see cref="MergedStart"/> names them.
    /// </summary>
    public bool ShowsStart { get; init; }
}

/// <summary>A module that was made of core instances.</summary>
/// <param name="Bytes">The module.</param>
/// <param name="Marks">
/// How many memories behind the one that is marked its marks are, which are the last; null where it has none.
/// </param>
/// <param name="Shown">What its start function may change, where it is exported to be looked at; null where it may change more.</param>
internal sealed record MergedModule(byte[] Bytes, int? Marks, StartItems? Shown = null);
