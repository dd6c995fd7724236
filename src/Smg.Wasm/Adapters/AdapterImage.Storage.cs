using Smg.Wasm.Contract;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Adapters;

internal ref partial struct AdapterImage
{
    /// <summary>Writes the image of an operation.</summary>
    /// <param name="value">The text.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="scope">Whom the image is for, and how much it holds.</param>
    /// <returns>False when the payload or the result is not UTF-8, or a part is too large for an image.</returns>
    public static bool TryWrite(ComponentValueWriter value, StorageInput operation, ImageScope scope)
    {
        // Counted once: their owner may change the lists meanwhile.
        StorageAfterInput? after = scope.IsWhole ? operation as StorageAfterInput : null;
        int context = operation.Context.Count;
        int columns = after?.Extra.Count ?? 0;
        long json = scope.IsWhole ? (long)operation.Payload.Utf8.Length + (after?.Result.Utf8.Length ?? 0) : 0;
        long capacity = Lengths + (8L * context) + (8L * columns) + json;
        capacity += MaxUtf8PerChar * (Characters(operation, context) + Characters(after, columns));
        if (capacity > MaxBytes)
        {
            return false;
        }

        AdapterImage image = Begin(value.BeginText((int)capacity), scope, context, columns);
        image.WriteNumber(First, (int)operation.Operation);
        image.WriteNumber(Second, 2 * columns);
        for (int i = 0; i < context; i++)
        {
            ContextEntry entry = operation.Context[i];
            image.WritePair(i, entry.Key, entry.Value);
        }

        if (scope.IsWhole)
        {
            image.WriteJson(BodyLength, operation.Payload);
        }

        if (after is not null)
        {
            image.WriteJson(IdLength, after.Result);
        }

        for (int i = 0; i < columns; i++)
        {
            ExtraColumn column = after!.Extra[i];
            image.WritePair(context + i, column.Name, column.Value);
        }

        return value.TryEndText(image._at);
    }

    private static long Characters(StorageInput operation, int context)
    {
        long characters = 0;
        for (int i = 0; i < context; i++)
        {
            ContextEntry entry = operation.Context[i];
            characters += (long)entry.Key.Length + entry.Value.Length;
        }

        return characters;
    }

    private static long Characters(StorageAfterInput? operation, int columns)
    {
        long characters = 0;
        for (int i = 0; i < columns; i++)
        {
            ExtraColumn column = operation!.Extra[i];
            characters += (long)column.Name.Length + column.Value.Length;
        }

        return characters;
    }

    private void WriteJson(int length, JsonText json)
    {
        ReadOnlySpan<byte> utf8 = json.Utf8;
        WriteNumber(length, utf8.Length);
        utf8.CopyTo(_bytes[_at..]);
        _at += utf8.Length;
    }
}
