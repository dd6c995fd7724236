using System.Text;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Contract;

/// <summary>Operations of the storage as component values, and what hooks answer.</summary>
internal sealed class StorageCodec : IValueCodec
{
    private StorageCodec() { }

    /// <summary>The codec.</summary>
    public static StorageCodec Instance { get; } = new();

    /// <inheritdoc/>
    public bool HasSeveralParameters => true;

    /// <inheritdoc/>
    public void Write(ComponentValueWriter argument, GuestInput input)
    {
        if (input is not StorageInput storage)
        {
            throw new ArgumentException($"Unknown input: no encoding for a {input.GetType().Name}.", nameof(input));
        }

        argument.WriteList(storage is StorageAfterInput ? 5 : 3);
        argument.Item(0).WriteEnum(OperationNames.Of(storage.Operation));
        WriteContext(argument.Item(1), storage.Context);
        argument.Item(2).WriteUtf8(storage.Payload.Utf8);
        if (storage is StorageAfterInput after)
        {
            argument.Item(3).WriteUtf8(after.Result.Utf8);
            WriteColumns(argument.Item(4), after.Extra);
        }
    }

    /// <inheritdoc/>
    public GuestAnswer Read(ComponentValueReader result, AnswerLimits limits) => Read(result, limits.Headers);

    private static StorageAnswer Read(ComponentValueReader result, int maxBytes)
    {
        if (result.IsList)
        {
            return ReadColumns(result, maxBytes);
        }

        ReadOnlySpan<byte> name = result.VariantCase();
        return name switch
        {
            _ when name.SequenceEqual("do-continue"u8) => ReadColumns(result.VariantPayload(), maxBytes),
            _ when name.SequenceEqual("reject"u8) => ReadReason(result.VariantPayload(), maxBytes),
            _ => throw new InvalidDataException($"An answer has no case '{Encoding.UTF8.GetString(name)}'."),
        };
    }

    private static ColumnsAnswer ReadColumns(ComponentValueReader list, int maxBytes)
    {
        int count = list.ListCount();
        if (count == 0)
        {
            return ColumnsAnswer.None;
        }

        OutputBudget budget = new(maxBytes, ColumnsAnswer.TooLarge);
        budget.SpendItems(count);
        for (int i = 0; i < count; i++)
        {
            ComponentValueReader column = list.Item(i);
            budget.SpendText(column.Field(0, "name"u8).Utf8Length());
            budget.SpendText(column.Field(1, "value"u8).Utf8Length());
        }

        ExtraColumn[] columns = new ExtraColumn[count];
        for (int i = 0; i < count; i++)
        {
            ComponentValueReader column = list.Item(i);
            columns[i] = new ExtraColumn(column.Field(0, "name"u8).ReadString(), column.Field(1, "value"u8).ReadString());
        }

        return new ColumnsAnswer(columns);
    }

    private static RefusalAnswer ReadReason(ComponentValueReader reason, int maxBytes)
    {
        OutputBudget budget = new(maxBytes, RefusalAnswer.TooLarge);
        budget.SpendText(reason.Utf8Length());
        return new RefusalAnswer(reason.ReadString());
    }

    private static void WriteContext(ComponentValueWriter list, IReadOnlyList<ContextEntry> context)
    {
        // Counted once: native code reads every item of the list, also of one that its owner shortens meanwhile.
        int count = context.Count;
        list.WriteList(count);
        for (int i = 0; i < count; i++)
        {
            ComponentValueWriter entry = list.Item(i);
            entry.WriteRecord(2);
            entry.Field(0, "key").WriteString(context[i].Key);
            entry.Field(1, "value").WriteString(context[i].Value);
        }
    }

    private static void WriteColumns(ComponentValueWriter list, IReadOnlyList<ExtraColumn> columns)
    {
        int count = columns.Count;
        list.WriteList(count);
        for (int i = 0; i < count; i++)
        {
            ComponentValueWriter column = list.Item(i);
            column.WriteRecord(2);
            column.Field(0, "name").WriteString(columns[i].Name);
            column.Field(1, "value").WriteString(columns[i].Value);
        }
    }
}
