namespace Smg.Wasm.Contract;

/// <summary>
/// One event of a stream of server-sent events, as a module at <see cref="AttachPoint.OnEvent"/> sees it: every line of it is in one of the
/// four.
/// </summary>
public sealed record StreamEvent
{
    /// <summary>The value of the last <c>event</c> field; null where it is missing.</summary>
    public string? EventType { get; init; }

    /// <summary>The value of the last <c>id</c> field; null where it is missing.</summary>
    public string? Id { get; init; }

    /// <summary>The values of the <c>data</c> fields, joined by line feeds; null where it is missing, and clients see no event.</summary>
    public string? Data { get; init; }

    /// <summary>
    /// All other lines: comments, <c>retry</c>, fields that clients do not know, and <c>event</c> and <c>id</c> fields that a later one
    /// replaced.
    /// </summary>
    public IReadOnlyList<string> OtherLines { get; init; } = [];

    /// <summary>Why it cannot be sent, as the end of a sentence; null where it can. A line break in a field would make two of it.</summary>
    internal string? FindFault() =>
        HasBreak(EventType) ? "event-type contains a line break"
        : HasBreak(Id) || Id?.Contains('\0', StringComparison.Ordinal) == true ? "id contains a line break or NUL"
        : OtherLines.Any(line => line.Length == 0 || HasBreak(line)) ? "other-lines contains an empty line or a line break"
        : null;

    /// <summary>Characters of all its texts: fewer than the bytes that they are sent as.</summary>
    internal long Length =>
        (EventType?.Length ?? 0L) + (Id?.Length ?? 0L) + (Data?.Length ?? 0L) + OtherLines.Sum(line => (long)line.Length);

    private static bool HasBreak(string? text) => text.AsSpan().ContainsAny('\r', '\n');
}
