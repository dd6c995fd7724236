using System.Text.Json;

namespace Smg.WasmPerf.CallTimer;

/// <summary>A call whose time is measured. It travels as JSON, so that both sides of a comparison get the same bytes.</summary>
public sealed record TimedCall
{
    /// <summary>What the comparison calls it.</summary>
    public required string Name { get; init; }

    /// <summary>The guest's component file.</summary>
    public required string GuestPath { get; init; }

    /// <summary>Where the guest is called: <c>OnRequest</c> or <c>OnResponse</c>.</summary>
    public required string AttachPoint { get; init; }

    /// <summary>Who executes the call: <c>Inline</c> or <c>Workers</c>.</summary>
    public required string Dispatch { get; init; }

    /// <summary>The message's headers, name and value.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The message's body.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Calls on one line.</summary>
    /// <param name="calls">The calls.</param>
    public static string Write(IReadOnlyList<TimedCall> calls) => JsonSerializer.Serialize(calls);

    /// <summary>The calls of a line that <see cref="Write"/> made.</summary>
    /// <param name="line">The line.</param>
    /// <exception cref="JsonException">The line is of another shape.</exception>
    public static IReadOnlyList<TimedCall> Read(string line) =>
        JsonSerializer.Deserialize<TimedCall[]>(line) ?? throw new JsonException("null is not a list of calls");
}
