using Smg.Wasm.Contract;
using Smg.Wasm.Wit;

namespace Smg.Wasm.Adapters;

/// <summary>What an outer component holds for a guest's attach points of one world: an adapter and how it is connected.</summary>
/// <param name="Adapter">The adapter's bytes.</param>
/// <param name="AttachPoints">The attach points whose functions it takes, in the order in which it imports them.</param>
/// <param name="Types">The interface whose types it imports.</param>
/// <param name="Exports">The functions that it exports.</param>
internal sealed record OuterWorld(
    byte[] Adapter,
    IReadOnlyList<AttachPoint> AttachPoints,
    WitInterface Types,
    IReadOnlyList<string> Exports
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
                    StorageAdapter.Types,
                    StorageAdapter.Exports(first, second)
                )
            );
        }

        return worlds.Count > 0 ? worlds : throw new InvalidDataException("it exports no storage hook");
    }

    private static AttachPoint[] Exported(GuestPrefix prefix, params AttachPoint[] attachPoints) => [.. attachPoints.Where(prefix.Exports)];
}
