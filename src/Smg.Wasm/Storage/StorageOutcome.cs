using Smg.Wasm.Modules;

namespace Smg.Wasm.Storage;

/// <summary>Outcome of a storage operation after its hooks.</summary>
public enum StorageOutcome
{
    /// <summary>The operation continues, or stays done, with the extra columns.</summary>
    Continue,

    /// <summary>The operation is refused: by a hook's decision, or because a hook of <see cref="FailurePolicy.Closed"/> failed.</summary>
    Reject,

    /// <summary>The caller cancelled.</summary>
    Cancelled,
}
