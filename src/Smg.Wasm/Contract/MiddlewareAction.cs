namespace Smg.Wasm.Contract;

/// <summary>Decision of a module on a message.</summary>
public abstract record MiddlewareAction : GuestAnswer
{
    private protected MiddlewareAction() { }

    /// <summary>Continues with the next module.</summary>
    public static ContinueAction Continue { get; } = new();
}

/// <summary>Continues with the next module, with the message unchanged.</summary>
public sealed record ContinueAction : MiddlewareAction;

/// <summary>Rejects the message: the client is answered at once.</summary>
/// <param name="Status">The status that the module returned, which can be any number.</param>
public sealed record RejectAction(ushort Status) : MiddlewareAction;

/// <summary>Changes the message, then continues. Headers are set first, then added, then removed.</summary>
public sealed record ModifyAction : MiddlewareAction
{
    /// <summary>The new status of a response; null keeps the old one. Ignored for a request.</summary>
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
