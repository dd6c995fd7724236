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
        PairList.WriteRecords(argument.Item(1), storage.Context, "key", static entry => (entry.Key, entry.Value));
        argument.Item(2).WriteUtf8(storage.Payload.Utf8);
        if (storage is StorageAfterInput after)
        {
            argument.Item(3).WriteUtf8(after.Result.Utf8);
            PairList.WriteRecords(argument.Item(4), after.Extra, "name", static column => (column.Name, column.Value));
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

    /// <summary>Reads columns: the WIT's records, or an adapter's tuples.</summary>
    /// <exception cref="OutputTooLargeException">They have more bytes.</exception>
    public static ColumnsAnswer ReadColumns(ComponentValueReader list, int maxBytes)
    {
        OutputBudget budget = new(maxBytes, ColumnsAnswer.TooLarge);
        PairList.Measure(list, ref budget);
        return list.ListCount() == 0
            ? ColumnsAnswer.None
            : new ColumnsAnswer(PairList.Read(list, static (name, value) => new ExtraColumn(name, value)));
    }

    /// <summary>Reads why a hook refuses.</summary>
    /// <exception cref="OutputTooLargeException">It has more bytes.</exception>
    public static RefusalAnswer ReadReason(ComponentValueReader reason, int maxBytes)
    {
        new OutputBudget(maxBytes, RefusalAnswer.TooLarge).SpendText(reason.Utf8Length());
        return new RefusalAnswer(reason.ReadString());
    }
}
