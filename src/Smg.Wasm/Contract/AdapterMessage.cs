namespace Smg.Wasm.Contract;

/// <summary>The kinds of messages that the in-guest adapter carries.</summary>
internal enum AdapterMessage
{
    /// <summary>None.</summary>
    None,

    /// <summary>A request.</summary>
    Request,

    /// <summary>A response.</summary>
    Response,

    /// <summary>An operation of the storage, before it runs.</summary>
    StorageBefore,

    /// <summary>An operation of the storage with its result.</summary>
    StorageAfter,
}
