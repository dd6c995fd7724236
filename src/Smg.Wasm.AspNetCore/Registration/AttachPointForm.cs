using System.Text.Json.Serialization;
using Smg.Wasm.Contract;

namespace Smg.Wasm.AspNetCore.Registration;

/// <summary>
/// An attach point as the admin API writes it: <c>{"Middleware":"OnRequest"}</c> or <c>{"Storage":"Before"}</c>; exactly one of the two.
/// </summary>
/// <param name="Middleware">A point in the life of a request.</param>
/// <param name="Storage">A step of a storage operation.</param>
internal sealed record AttachPointForm(
    [property: JsonPropertyName("Middleware")] MiddlewarePoint? Middleware = null,
    [property: JsonPropertyName("Storage")] StoragePoint? Storage = null
)
{
    /// <summary>How an attach point is written.</summary>
    public static AttachPointForm Of(AttachPoint attachPoint) =>
        attachPoint switch
        {
            AttachPoint.OnRequest => new(MiddlewarePoint.OnRequest, null),
            AttachPoint.OnResponse => new(MiddlewarePoint.OnResponse, null),
            AttachPoint.OnError => new(MiddlewarePoint.OnError, null),
            AttachPoint.OnEvent => new(MiddlewarePoint.OnEvent, null),
            AttachPoint.StorageBefore => new(null, StoragePoint.Before),
            AttachPoint.StorageAfter => new(null, StoragePoint.After),
            _ => throw new ArgumentOutOfRangeException(nameof(attachPoint), attachPoint, "This attach point has no name."),
        };

    /// <summary>The attach point.</summary>
    public AttachPoint ToAttachPoint() =>
        (Middleware, Storage) switch
        {
            (MiddlewarePoint.OnRequest, _) => AttachPoint.OnRequest,
            (MiddlewarePoint.OnResponse, _) => AttachPoint.OnResponse,
            (MiddlewarePoint.OnError, _) => AttachPoint.OnError,
            (MiddlewarePoint.OnEvent, _) => AttachPoint.OnEvent,
            (_, StoragePoint.Before) => AttachPoint.StorageBefore,
            _ => AttachPoint.StorageAfter,
        };
}

/// <summary>Where in a request's life a module is called.</summary>
internal enum MiddlewarePoint
{
    /// <summary>Before the request is forwarded.</summary>
    OnRequest,

    /// <summary>Before the response is sent to the client.</summary>
    OnResponse,

    /// <summary>When something failed.</summary>
    OnError,

    /// <summary>At each event of a stream of server-sent events.</summary>
    OnEvent,
}

/// <summary>At which step of a storage operation a module is called.</summary>
internal enum StoragePoint
{
    /// <summary>Before it.</summary>
    Before,

    /// <summary>After it.</summary>
    After,
}
