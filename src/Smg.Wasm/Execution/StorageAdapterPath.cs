using Smg.Wasm.Adapters;
using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Execution;

/// <summary>
/// Calls a storage hook through the adapter in its component. Names and values cross as one image, and with them the JSON where it is
/// small; larger JSON crosses by itself, as it is.
/// </summary>
/// <param name="maxColumnBytes">Bytes that the columns, or the reason, of one answer may have.</param>
internal sealed class StorageAdapterPath(int maxColumnBytes) : ICallPath
{
    private const int FirstList = 0;
    private const int RestList = 1;
    private const int Lists = 2;

    private Crossing _crossing;

    /// <summary>How the parts of an operation cross.</summary>
    private enum Crossing
    {
        /// <summary>All in one image.</summary>
        Image,

        /// <summary>The parts before the payload in an image, the others as values of their own in a second call.</summary>
        ImageAndRest,

        /// <summary>All as values of their own, in one call.</summary>
        Values,
    }

    /// <inheritdoc/>
    public void Write(GuestStore store, CompiledFunction function, GuestInput input)
    {
        StorageInput operation =
            input as StorageInput ?? throw new ArgumentException($"A {input.GetType().Name} is not an operation.", nameof(input));
        ComponentValueWriter lists = store.Argument();
        lists.WriteList(Lists);
        ComponentValueWriter first = lists.Item(FirstList);
        ComponentValueWriter rest = lists.Item(RestList);
        rest.WriteList(0);
        _crossing = WriteImage(first, function.Storage!, operation);
        if (_crossing == Crossing.Values)
        {
            first.WriteList(operation is StorageAfterInput ? 5 : 3);
            first.Item(0).WriteU16((ushort)operation.Operation);
            PairList.WriteTexts(first.Item(1), operation.Context, static entry => (entry.Key, entry.Value));
            WriteRest(first, 2, operation);
        }
        else if (_crossing == Crossing.ImageAndRest)
        {
            rest.WriteList(operation is StorageAfterInput ? 3 : 1);
            WriteRest(rest, 0, operation);
        }
    }

    /// <inheritdoc/>
    public NativeError? Call(GuestStore store, CompiledFunction function)
    {
        StorageFunctions adapter = function.Storage!;
        return _crossing switch
        {
            Crossing.Image => store.CallWithItems(adapter.Image!, FirstList, hasResult: true),
            Crossing.ImageAndRest => store.CallWithItems(adapter.Image!, FirstList, hasResult: true)
                ?? store.CallWithItems(adapter.Rest!, RestList, hasResult: true),
            _ => store.CallWithItems(adapter.Values, FirstList, hasResult: true),
        };
    }

    /// <inheritdoc/>
    public NativeError? ReadAnswer(GuestStore store, CompiledFunction function, out GuestAnswer? answer)
    {
        AnswerCode code = new(store.Result.ReadU32());
        answer = null;
        switch (code.Case)
        {
            case AnswerCase.Continue:
                answer = ColumnsAnswer.None;
                return null;
            case AnswerCase.Modify:
                new OutputBudget(maxColumnBytes, ColumnsAnswer.TooLarge).SpendText(code.Cost);
                if (store.CallWithoutArgument(function.Storage!.Columns) is { } columnsError)
                {
                    return columnsError;
                }

                answer = StorageCodec.ReadColumns(store.Result, maxColumnBytes);
                return null;
            case AnswerCase.Reject:
                new OutputBudget(maxColumnBytes, RefusalAnswer.TooLarge).SpendText(code.Cost);
                if (store.CallWithoutArgument(function.Storage!.Reason!) is { } reasonError)
                {
                    return reasonError;
                }

                answer = StorageCodec.ReadReason(store.Result, maxColumnBytes);
                return null;
            default:
                throw code.Fault();
        }
    }

    /// <summary>Writes the operation as an image, with its JSON or up to it.</summary>
    /// <returns>How the operation crosses.</returns>
    private static Crossing WriteImage(ComponentValueWriter parts, StorageFunctions adapter, StorageInput operation)
    {
        if (adapter.Image is null)
        {
            return Crossing.Values;
        }

        parts.WriteList(2);
        parts.Item(1).WriteString("");
        return operation.BodyBytes <= AdapterImage.MaxBodyBytes
            && AdapterImage.TryWrite(parts.Item(0), operation, new ImageScope(adapter.Point, IsWhole: true))
                ? Crossing.Image
            : AdapterImage.TryWrite(parts.Item(0), operation, new ImageScope(adapter.Point, IsWhole: false)) ? Crossing.ImageAndRest
            : Crossing.Values;
    }

    /// <summary>Writes the payload, and the result and the columns of an operation that is over.</summary>
    private static void WriteRest(ComponentValueWriter list, int first, StorageInput operation)
    {
        list.Item(first).WriteUtf8(operation.Payload.Utf8);
        if (operation is StorageAfterInput after)
        {
            list.Item(first + 1).WriteUtf8(after.Result.Utf8);
            PairList.WriteTexts(list.Item(first + 2), after.Extra, static column => (column.Name, column.Value));
        }
    }
}
