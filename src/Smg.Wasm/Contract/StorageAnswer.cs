namespace Smg.Wasm.Contract;

/// <summary>Answer of a storage hook.</summary>
public abstract record StorageAnswer : GuestAnswer
{
    private protected StorageAnswer() { }
}

/// <summary>The operation continues, or stays done, with these extra columns.</summary>
/// <param name="Columns">The columns in the hook's order; names may repeat.</param>
public sealed record ColumnsAnswer(IReadOnlyList<ExtraColumn> Columns) : StorageAnswer
{
    /// <summary>The beginning of a sentence about too many of them.</summary>
    internal const string TooLarge = "The answer's columns have";

    /// <summary>No columns.</summary>
    public static ColumnsAnswer None { get; } = new([]);
}

/// <summary>The operation is refused. Only <see cref="AttachPoint.StorageBefore"/> answers with it.</summary>
/// <param name="Reason">The hook's reason.</param>
public sealed record RefusalAnswer(string Reason) : StorageAnswer
{
    /// <summary>The beginning of a sentence about one that is too long.</summary>
    internal const string TooLarge = "The answer's reason has";
}
