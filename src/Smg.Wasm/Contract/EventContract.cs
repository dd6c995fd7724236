using Smg.Wasm.Wit;

namespace Smg.Wasm.Contract;

/// <summary>The attach point of the events of a stream.</summary>
internal static class EventContract
{
    /// <summary>At each event of a stream, and at its end.</summary>
    public static AttachPointContract OnEvent { get; } =
        new()
        {
            Point = AttachPoint.OnEvent,
            Interface = "smg:gateway/middleware-on-event",
            Function = "on-event",
            MetricName = "on_event",
            Input = typeof(EventInput),
            Wit = WitPackage.Gateway,
            Values = EventCodec.Instance,
            IsOfStreams = true,
            DryRunCases = messages =>
                messages.HasBody
                    ?
                    [
                        new("an event with JSON", new EventInput(new StreamEvent { Data = "{}" })),
                        new("an event without data", new EventInput(new StreamEvent { OtherLines = [": "] })),
                        new("the end of a stream", EventInput.End),
                    ]
                    : [new("the end of a stream", EventInput.End)],
        };
}
