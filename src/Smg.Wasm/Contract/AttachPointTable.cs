using System.Collections.Immutable;

namespace Smg.Wasm.Contract;

/// <summary>All attach points: one line for each.</summary>
internal static class AttachPointTable
{
    private static AttachPointContract?[] ByPoint = [];

    /// <summary>The contracts, in the order in which lists name them.</summary>
    public static ImmutableArray<AttachPointContract> All { get; private set; } =
        Set([
            MiddlewareContracts.OnRequest,
            MiddlewareContracts.OnResponse,
            MiddlewareContracts.OnError,
            EventContract.OnEvent,
            StorageContracts.Before,
            StorageContracts.After,
        ]);

    /// <summary>One more than the largest number of an attach point: the length of a list that is indexed by them.</summary>
    public static int Length => ByPoint.Length;

    /// <summary>The contract of an attach point; null for any other number.</summary>
    public static AttachPointContract? Find(AttachPoint attachPoint) =>
        (uint)attachPoint < (uint)ByPoint.Length ? ByPoint[(int)attachPoint] : null;

    /// <summary>The contract of an attach point.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not one of an attach point.</exception>
    public static AttachPointContract Of(AttachPoint attachPoint) =>
        Find(attachPoint)
        ?? throw new ArgumentOutOfRangeException(nameof(attachPoint), attachPoint, "The WIT has no function for this attach point.");

    /// <summary>Adds a made-up attach point, for tests: runtimes that are made while it is there know it.</summary>
    /// <returns>Takes it out again.</returns>
    internal static IDisposable Extend(AttachPointContract contract)
    {
        ImmutableArray<AttachPointContract> before = All;
        All = Set(before.Add(contract));
        return new Restore(before);
    }

    private static ImmutableArray<AttachPointContract> Set(ImmutableArray<AttachPointContract> contracts)
    {
        AttachPointContract?[] byPoint = new AttachPointContract?[contracts.Max(contract => (int)contract.Point) + 1];
        foreach (AttachPointContract contract in contracts)
        {
            byPoint[(int)contract.Point] = contract;
        }

        ByPoint = byPoint;
        return contracts;
    }

    private sealed class Restore(ImmutableArray<AttachPointContract> before) : IDisposable
    {
        public void Dispose() => All = Set(before);
    }
}
