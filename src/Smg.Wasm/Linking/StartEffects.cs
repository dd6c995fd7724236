namespace Smg.Wasm.Linking;

/// <summary>
/// What the start functions of a merged module do to an instance, each time the same: they see nothing but the module. Items are named by
/// their merged indices, which are the same in each merge of the same instances.
/// </summary>
/// <param name="Writes">What they change in memories.</param>
/// <param name="Globals">The values that globals get.</param>
internal sealed record StartEffects(IReadOnlyList<StartWrite> Writes, IReadOnlyList<StartGlobal> Globals)
{
    /// <summary>Those of start functions that do nothing.</summary>
    public static StartEffects None { get; } = new([], []);

    /// <summary>Whether nothing is changed.</summary>
    public bool IsEmpty => Writes.Count == 0 && Globals.Count == 0;
}

/// <summary>Bytes that a start function leaves in a memory.</summary>
/// <param name="Memory">The memory.</param>
/// <param name="Address">Where they begin.</param>
/// <param name="Bytes">What they are.</param>
internal sealed record StartWrite(uint Memory, uint Address, ReadOnlyMemory<byte> Bytes);

/// <summary>A value that a start function leaves in a global.</summary>
/// <param name="Global">The global.</param>
/// <param name="Type">Its type, a number's.</param>
/// <param name="Bits">The value; of 32 bits the lower half.</param>
internal readonly record struct StartGlobal(uint Global, byte Type, ulong Bits);

/// <summary>
/// What to look at in a module whose start function is exported instead of run: memories and globals, each under the name that
/// <see cref="MergedStart"/> gives it.
/// </summary>
/// <param name="Memories">The memories.</param>
/// <param name="Globals">The globals that can be set, and their types.</param>
internal sealed record StartItems(IReadOnlyList<uint> Memories, IReadOnlyList<(uint Global, byte Type)> Globals);
