using Smg.Wasm.Middleware;

namespace Smg.Wasm.Compilation;

/// <summary>Where a guest exports the attach points' functions, as the WIT names them.</summary>
internal static class WitFunctions
{
    /// <summary>The attach points that have a function.</summary>
    public static IReadOnlyList<AttachPoint> All { get; } = [AttachPoint.OnRequest, AttachPoint.OnResponse, AttachPoint.OnError, AttachPoint.OnEvent, AttachPoint.StorageBefore, AttachPoint.StorageAfter];

    /// <summary>The interface that holds the function, with its package.</summary>
    public static string Interface(AttachPoint attachPoint) => attachPoint switch
    {
        AttachPoint.OnRequest => "smg:gateway/middleware-on-request",
        AttachPoint.OnResponse => "smg:gateway/middleware-on-response",
        AttachPoint.OnError => "smg:gateway/middleware-on-error",
        AttachPoint.OnEvent => "smg:gateway/middleware-on-event",
        AttachPoint.StorageBefore => "smg:storage/storage-hook-before",
        AttachPoint.StorageAfter => "smg:storage/storage-hook-after",
        _ => throw None(attachPoint),
    };

    /// <summary>The function's name.</summary>
    public static string Name(AttachPoint attachPoint) => attachPoint switch
    {
        AttachPoint.OnRequest => "on-request",
        AttachPoint.OnResponse => "on-response",
        AttachPoint.OnError => "on-error",
        AttachPoint.OnEvent => "on-event",
        AttachPoint.StorageBefore => "before",
        AttachPoint.StorageAfter => "after",
        _ => throw None(attachPoint),
    };

    private static ArgumentOutOfRangeException None(AttachPoint attachPoint) => new(nameof(attachPoint), attachPoint, "The WIT has no function for this attach point.");
}
