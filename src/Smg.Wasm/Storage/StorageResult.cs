using Smg.Wasm.Contract;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Storage;

/// <summary>Result of the hooks for one operation.</summary>
public readonly record struct StorageResult
{
    private readonly IReadOnlyList<ExtraColumn>? _columns;
    private readonly IReadOnlyList<ChainNote>? _notes;

    private StorageResult(
        StorageOutcome outcome,
        IReadOnlyList<ExtraColumn>? columns,
        StorageRejection? rejection,
        IReadOnlyList<ChainNote>? notes
    )
    {
        Outcome = outcome;
        _columns = columns;
        Rejection = rejection;
        _notes = notes;
    }

    /// <summary>The outcome.</summary>
    public StorageOutcome Outcome { get; }

    /// <summary>The extra columns, in order; empty unless the operation continues. Hooks are independent, so names may repeat.</summary>
    public IReadOnlyList<ExtraColumn> Columns => _columns ?? [];

    /// <summary>The hook that refused the operation, and why; null unless it was refused.</summary>
    public StorageRejection? Rejection { get; }

    /// <summary>Failures and dropped parts, in the order in which they happened.</summary>
    public IReadOnlyList<ChainNote> Notes => _notes ?? [];

    internal static StorageResult Continued(IReadOnlyList<ExtraColumn> columns, IReadOnlyList<ChainNote>? notes) =>
        new(StorageOutcome.Continue, columns, rejection: null, notes);

    internal static StorageResult Rejected(StorageRejection rejection, IReadOnlyList<ChainNote>? notes) =>
        new(StorageOutcome.Reject, columns: null, rejection, notes);

    internal static StorageResult Cancelled(IReadOnlyList<ChainNote>? notes) =>
        new(StorageOutcome.Cancelled, columns: null, rejection: null, notes);
}
