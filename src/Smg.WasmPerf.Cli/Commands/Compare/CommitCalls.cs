using System.Globalization;
using Smg.Wasm.Contract;
using Smg.WasmPerf.CallTimer;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Cli.Commands.Compare;

/// <summary>The calls by whose times two commits are compared.</summary>
internal static class CommitCalls
{
    /// <summary>
    /// The calls: what a call costs without a body, with the usual one, with a real module, with an answer that is changed, and through a
    /// worker.
    /// </summary>
    public static IReadOnlyList<TimedCall> All { get; } =
    [
        Call("minimal", AttachPoint.OnRequest, 2_048),
        Call("minimal", AttachPoint.OnRequest, 0),
        Call("auth", AttachPoint.OnRequest, 2_048),
        Call("body-rewrite", AttachPoint.OnResponse, 2_048),
        Call("minimal", AttachPoint.OnRequest, 2_048, "Workers"),
    ];

    /// <summary>Those whose names match.</summary>
    /// <param name="filter">A glob; null for all.</param>
    public static IReadOnlyList<TimedCall> Select(string? filter) => [.. All.Where(call => NameFilter.Matches(filter, call.Name))];

    private static TimedCall Call(string guest, AttachPoint attachPoint, int bodyBytes, string dispatch = "Inline")
    {
        MiddlewareInput input = SampleMessages.At(attachPoint, bodyBytes);
        return new()
        {
            Name = string.Create(
                CultureInfo.InvariantCulture,
                $"call {guest}, {(attachPoint == AttachPoint.OnRequest ? "request" : "response")} of {input.Body.Length:N0} "
                    + $"bytes, {(dispatch == "Inline" ? "inline" : "by a worker")}"
            ),
            GuestPath = Path.Combine(GuestLibrary.Folder, guest, guest + ".wasm"),
            AttachPoint = attachPoint.ToString(),
            Dispatch = dispatch,
            Headers = [.. input.Headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
            Body = input.Body.ToArray(),
        };
    }
}
