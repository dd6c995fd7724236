using Smg.Wasm.Modules;

namespace Smg.Wasm.Storage;

/// <summary>Outcome of a storage operation after its hooks.</summary>
public enum StorageOutcome
{
    /// <summary>It goes on, or holds, with the extra columns.</summary>
    Continue,

    /// <summary>It is refused: by a hook's decision, or because a hook of <see cref="FailurePolicy.Closed"/> failed.</summary>
    Reject,

    /// <summary>Nothing: the caller gave it up.</summary>
    Cancelled,
}
