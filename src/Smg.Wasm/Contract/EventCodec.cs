using System.Text;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Contract;

/// <summary>
/// Events as component values, and the actions that answer them. Texts cross as wholes, so that there is nothing for an adapter to save.
/// </summary>
internal sealed class EventCodec : IValueCodec
{
    /// <summary>What an answer with too large events is reported by, as the beginning of a sentence.</summary>
    private const string EventsHave = "The answer's events have";

    private EventCodec() { }

    /// <summary>The codec.</summary>
    public static EventCodec Instance { get; } = new();

    /// <inheritdoc/>
    public bool HasSeveralParameters => false;

    /// <inheritdoc/>
    public void Write(ComponentValueWriter argument, GuestInput input)
    {
        EventInput message =
            input as EventInput ?? throw new ArgumentException($"A {input.GetType().Name} is not an event.", nameof(input));
        if (message.Event is not { } item)
        {
            argument.WriteNone();
            return;
        }

        ComponentValueWriter record = argument.WriteSome();
        record.WriteRecord(4);
        WriteText(record.Field(0, "event-type"), item.EventType);
        WriteText(record.Field(1, "id"), item.Id);
        WriteText(record.Field(2, "data"), item.Data);
        ComponentValueWriter lines = record.Field(3, "other-lines");
        int count = item.OtherLines.Count;
        lines.WriteList(count);
        for (int i = 0; i < count; i++)
        {
            lines.Item(i).WriteString(item.OtherLines[i]);
        }
    }

    /// <inheritdoc/>
    public GuestAnswer Read(ComponentValueReader result, AnswerLimits limits) => Read(result, limits.Body);

    private static EventAction Read(ComponentValueReader action, int maxBytes)
    {
        ReadOnlySpan<byte> name = action.VariantCase();
        return name switch
        {
            _ when name.SequenceEqual("pass"u8) => EventAction.Pass,
            _ when name.SequenceEqual("drop"u8) => EventAction.Drop,
            _ when name.SequenceEqual("rewrite"u8) => new EventRewrite(ReadEvents(action.VariantPayload(), maxBytes)),
            _ when name.SequenceEqual("end"u8) => new EventEnd(ReadEvents(action.VariantPayload(), maxBytes)),
            _ => throw new InvalidDataException($"an event-action has no case '{Encoding.UTF8.GetString(name)}'"),
        };
    }

    /// <summary>Measures before it copies: host memory is taken only for what is within the limit.</summary>
    private static StreamEvent[] ReadEvents(ComponentValueReader list, int maxBytes)
    {
        OutputBudget budget = new(maxBytes, EventsHave);
        StreamEvent[] events = new StreamEvent[Count(list, ref budget)];
        for (int i = 0; i < events.Length; i++)
        {
            Measure(list.Item(i), ref budget);
        }

        for (int i = 0; i < events.Length; i++)
        {
            ComponentValueReader item = list.Item(i);
            events[i] = new StreamEvent
            {
                EventType = ReadText(item.Field(0, "event-type"u8)),
                Id = ReadText(item.Field(1, "id"u8)),
                Data = ReadText(item.Field(2, "data"u8)),
                OtherLines = ActionReader.ReadNames(item.Field(3, "other-lines"u8)),
            };
            if (events[i].FindFault() is { } fault)
            {
                throw new InvalidDataException(fault);
            }
        }

        return events;
    }

    private static int Count(ComponentValueReader list, ref OutputBudget budget)
    {
        int count = list.ListCount();
        budget.SpendItems(count);
        return count;
    }

    private static void Measure(ComponentValueReader item, ref OutputBudget budget)
    {
        MeasureText(item.Field(0, "event-type"u8), ref budget);
        MeasureText(item.Field(1, "id"u8), ref budget);
        MeasureText(item.Field(2, "data"u8), ref budget);
        ActionReader.MeasureNames(item.Field(3, "other-lines"u8), ref budget);
    }

    private static void MeasureText(ComponentValueReader option, ref OutputBudget budget)
    {
        if (option.TryGetSome(out ComponentValueReader text))
        {
            budget.SpendText(text.Utf8Length());
        }
    }

    private static string? ReadText(ComponentValueReader option) =>
        option.TryGetSome(out ComponentValueReader text) ? text.ReadString() : null;

    private static void WriteText(ComponentValueWriter option, string? text)
    {
        if (text is null)
        {
            option.WriteNone();
        }
        else
        {
            option.WriteSome().WriteString(text);
        }
    }
}
