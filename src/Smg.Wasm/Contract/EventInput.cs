namespace Smg.Wasm.Contract;

/// <summary>What a module at <see cref="AttachPoint.OnEvent"/> is called with.</summary>
/// <param name="Event">The event; null at the end of the stream.</param>
internal sealed record EventInput(StreamEvent? Event) : GuestInput
{
    /// <summary>The end of a stream.</summary>
    public static EventInput End { get; } = new((StreamEvent?)null);

    internal override string? FindFault() =>
        Event is null ? null
        : Event.OtherLines is null || Event.OtherLines.Contains(null!) ? "A line of the event is null."
        : null;

    /// <summary>Each character has at least one byte: what has more of them is looked at no further.</summary>
    internal override string? FindExcess(int maxBodyBytes) =>
        FindFault() is null && Event?.Length > maxBodyBytes ? $"The event has more than the {maxBodyBytes} bytes allowed." : null;
}
