namespace Smg.Wasm.Contract;

/// <summary>What a module decided on an event.</summary>
internal abstract record EventAction : GuestAnswer
{
    private protected EventAction() { }

    /// <summary>The event goes on as it is.</summary>
    public static EventPass Pass { get; } = new();

    /// <summary>Nothing goes on in the event's place.</summary>
    public static EventDrop Drop { get; } = new();

    /// <summary>The decision in one word, as metrics write it.</summary>
    internal abstract string Name { get; }
}

/// <summary>The event goes on as it is.</summary>
internal sealed record EventPass : EventAction
{
    internal override string Name => "continue";
}

/// <summary>Nothing goes on in the event's place.</summary>
internal sealed record EventDrop : EventAction
{
    internal override string Name => "drop";
}

/// <summary>Other events go on in the event's place.</summary>
/// <param name="Events">The events, in order; may be empty.</param>
internal sealed record EventRewrite(IReadOnlyList<StreamEvent> Events) : EventAction
{
    internal override string Name => "modify";
}

/// <summary>The stream ends.</summary>
/// <param name="Events">What is sent before it ends, in the event's place.</param>
internal sealed record EventEnd(IReadOnlyList<StreamEvent> Events) : EventAction
{
    internal override string Name => "end";
}

/// <summary>The instance for a stream was made.</summary>
internal sealed record EventStreamOpened : EventAction
{
    /// <summary>The one answer.</summary>
    public static EventStreamOpened Instance { get; } = new();

    internal override string Name => "open";
}
