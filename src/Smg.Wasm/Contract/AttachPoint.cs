namespace Smg.Wasm.Contract;

/// <summary>The points in a request's life, or in a storage operation, at which modules are called.</summary>
public enum AttachPoint
{
    /// <summary>Before the request is forwarded.</summary>
    OnRequest,

    /// <summary>Before the response is sent to the client.</summary>
    OnResponse,

    /// <summary>
    /// After a module failed and its request is refused for that, before the client gets the answer. An extension of this project.
    /// </summary>
    OnError,

    /// <summary>Before an operation of the storage.</summary>
    StorageBefore,

    /// <summary>After an operation of the storage.</summary>
    StorageAfter,

    /// <summary>At each event of a response that is a stream of server-sent events, and at its end. An extension of this project.</summary>
    OnEvent,
}
