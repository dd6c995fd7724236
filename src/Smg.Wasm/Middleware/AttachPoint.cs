namespace Smg.Wasm.Middleware;

/// <summary>Where in a request's life, or at which step of a storage operation, a module is called.</summary>
public enum AttachPoint
{
    /// <summary>Before the request is forwarded.</summary>
    OnRequest,

    /// <summary>Before the response is sent to the client.</summary>
    OnResponse,

    /// <summary>When the runtime failed. Not supported yet: a call gives a failure that says so.</summary>
    OnError,

    /// <summary>Before an operation of the storage.</summary>
    StorageBefore,

    /// <summary>After an operation of the storage.</summary>
    StorageAfter,
}
