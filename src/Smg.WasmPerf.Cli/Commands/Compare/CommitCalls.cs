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
        Request("minimal", 2_048, "Inline"),
        Request("minimal", 0, "Inline"),
        Request("auth", 2_048, "Inline"),
        Response("body-rewrite", 2_048, "Inline"),
        Request("minimal", 2_048, "Workers"),
    ];

    /// <summary>Those whose names match.</summary>
    /// <param name="filter">A glob; null for all.</param>
    public static IReadOnlyList<TimedCall> Select(string? filter) => [.. All.Where(call => NameFilter.Matches(filter, call.Name))];

    private static TimedCall Request(string guest, int bodyBytes, string dispatch) =>
        Call(guest, AttachPoint.OnRequest, SampleMessages.Request(bodyBytes), dispatch);

    private static TimedCall Response(string guest, int bodyBytes, string dispatch) =>
        Call(guest, AttachPoint.OnResponse, SampleMessages.Response(bodyBytes), dispatch);

    private static TimedCall Call(string guest, AttachPoint attachPoint, MiddlewareInput input, string dispatch) =>
        new()
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
