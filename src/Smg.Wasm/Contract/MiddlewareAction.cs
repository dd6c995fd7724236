namespace Smg.Wasm.Contract;

/// <summary>What a module decided.</summary>
public abstract record MiddlewareAction : GuestAnswer
{
    private protected MiddlewareAction() { }

    /// <summary>Go on with the next module.</summary>
    public static ContinueAction Continue { get; } = new();
}

/// <summary>Go on with the next module, nothing changed.</summary>
public sealed record ContinueAction : MiddlewareAction;

/// <summary>Answer the client at once.</summary>
/// <param name="Status">The status as the module gave it; it can be any number.</param>
public sealed record RejectAction(ushort Status) : MiddlewareAction;

/// <summary>Change the message, then go on. Headers are set first, then added, then removed.</summary>
public sealed record ModifyAction : MiddlewareAction
{
    /// <summary>The new status; null keeps the old one. Without meaning for a request.</summary>
    public ushort? Status { get; init; }

    /// <summary>Headers whose values replace all of the same name.</summary>
    public IReadOnlyList<Header> HeadersSet { get; init; } = [];

    /// <summary>Headers that are added to those of the same name.</summary>
    public IReadOnlyList<Header> HeadersAdd { get; init; } = [];

    /// <summary>Names of headers that are removed.</summary>
    public IReadOnlyList<string> HeadersRemove { get; init; } = [];

    /// <summary>The new body; null keeps the old one.</summary>
    public ReadOnlyMemory<byte>? BodyReplace { get; init; }
}
