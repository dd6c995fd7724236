using Smg.Wasm.Contract;

namespace Smg.Wasm.Adapters;

/// <summary>What an outer component holds for a guest's attach points of one world: an adapter and how it is connected.</summary>
/// <param name="Adapter">The adapter's bytes.</param>
/// <param name="AttachPoints">The attach points whose functions it takes, in the order in which it imports them.</param>
/// <param name="TypeImports">The types that it imports, in order.</param>
/// <param name="Exports">The functions that it exports.</param>
/// <param name="DefineTypes">Defines those types.</param>
internal sealed record OuterWorld(
    byte[] Adapter,
    IReadOnlyList<AttachPoint> AttachPoints,
    IReadOnlyList<string> TypeImports,
    IReadOnlyList<string> Exports,
    Action<OuterTypes> DefineTypes
)
{
    /// <summary>The worlds that a guest belongs to, at least one.</summary>
    /// <exception cref="InvalidDataException">It is not a storage hook, or not that alone.</exception>
    public static IReadOnlyList<OuterWorld> Of(GuestPrefix prefix)
    {
        if (prefix.Exports(AttachPoint.OnEvent))
        {
            throw new InvalidDataException("it looks at events, and an outer component does not pass their function on");
        }

        List<OuterWorld> worlds = [];
        (bool first, bool second) = (prefix.Exports(AttachPoint.StorageBefore), prefix.Exports(AttachPoint.StorageAfter));
        if (first || second)
        {
            worlds.Add(
                new OuterWorld(
                    StorageAdapter.Bytes(first, second),
                    Exported(prefix, AttachPoint.StorageBefore, AttachPoint.StorageAfter),
                    StorageAdapter.TypeImports(first),
                    StorageAdapter.Exports(first, second),
                    types => types.DefineStorage()
                )
            );
        }

        return worlds.Count > 0 ? worlds : throw new InvalidDataException("it exports no storage hook");
    }

    private static AttachPoint[] Exported(GuestPrefix prefix, params AttachPoint[] attachPoints) => [.. attachPoints.Where(prefix.Exports)];
}
