using System.Text;
using Smg.Wasm.Compilation;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Storage;

namespace Smg.Wasm.Dynamic;

/// <summary>The reference path of storage hooks: an operation and its answer cross as trees of component values, typed by the WIT.</summary>
/// <param name="maxColumnBytes">Bytes that the columns, or the reason, of one answer may have.</param>
internal sealed class StorageDynamicPath(int maxColumnBytes) : ICallPath
{
    /// <inheritdoc/>
    public void Write(GuestStore store, CompiledFunction function, GuestInput input)
    {
        if (input is not StorageInput storage)
        {
            throw new ArgumentException($"Unknown input: no encoding for a {input.GetType().Name}.", nameof(input));
        }

        ComponentValueWriter arguments = store.Argument();
        arguments.WriteList(storage is StorageAfterInput ? 5 : 3);
        arguments.Item(0).WriteEnum(OperationNames.Of(storage.Operation));
        WriteContext(arguments.Item(1), storage.Context);
        arguments.Item(2).WriteUtf8(storage.Payload.Utf8);
        if (storage is StorageAfterInput after)
        {
            arguments.Item(3).WriteUtf8(after.Result.Utf8);
            WriteColumns(arguments.Item(4), after.Extra);
        }
    }

    /// <inheritdoc/>
    public NativeError? Call(GuestStore store, CompiledFunction function) => store.CallWithItems(function.Place);

    /// <inheritdoc/>
    public NativeError? ReadAnswer(GuestStore store, CompiledFunction function, out GuestAnswer? answer)
    {
        answer = Read(store.Result);
        return null;
    }

    private StorageAnswer Read(ComponentValueReader result)
    {
        if (result.IsList)
        {
            return ReadColumns(result);
        }

        ReadOnlySpan<byte> name = result.VariantCase();
        return name switch
        {
            _ when name.SequenceEqual("do-continue"u8) => ReadColumns(result.VariantPayload()),
            _ when name.SequenceEqual("reject"u8) => ReadReason(result.VariantPayload()),
            _ => throw new InvalidDataException($"An answer has no case '{Encoding.UTF8.GetString(name)}'."),
        };
    }

    private ColumnsAnswer ReadColumns(ComponentValueReader list)
    {
        int count = list.ListCount();
        if (count == 0)
        {
            return ColumnsAnswer.None;
        }

        OutputBudget budget = new(maxColumnBytes, ColumnsAnswer.TooLarge);
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

    private RefusalAnswer ReadReason(ComponentValueReader reason)
    {
        OutputBudget budget = new(maxColumnBytes, RefusalAnswer.TooLarge);
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
