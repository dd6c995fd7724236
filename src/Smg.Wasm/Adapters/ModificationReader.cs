using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Adapters;

/// <summary>
/// Reads a modification as the adapter returns it: a tuple in the order of the WIT's fields, the new body as address and length.
/// </summary>
internal static class ModificationReader
{
    /// <summary>Reads all but the new body.</summary>
    /// <param name="modification">The value.</param>
    /// <param name="maxHeaderBytes">Bytes that its headers may have.</param>
    /// <param name="body">Where the new body lies in the guest's memory; null without a new body.</param>
    /// <exception cref="OutputTooLargeException">Its headers have more bytes.</exception>
    public static ModifyAction Read(ComponentValueReader modification, int maxHeaderBytes, out NewBodyPlace? body)
    {
        ComponentValueReader set = modification.Element(1);
        ComponentValueReader add = modification.Element(2);
        ComponentValueReader remove = modification.Element(3);
        OutputBudget budget = new(maxHeaderBytes, ActionReader.HeadersHave);
        MeasureHeaders(set, ref budget);
        MeasureHeaders(add, ref budget);
        ActionReader.MeasureNames(remove, ref budget);
        body = modification.Element(4).TryGetSome(out ComponentValueReader place)
            ? new NewBodyPlace(place.Element(0).ReadU32(), place.Element(1).ReadU32())
            : null;
        return new ModifyAction
        {
            Status = modification.Element(0).TryGetSome(out ComponentValueReader status) ? status.ReadU16() : null,
            HeadersSet = ReadHeaders(set),
            HeadersAdd = ReadHeaders(add),
            HeadersRemove = ActionReader.ReadNames(remove),
        };
    }

    private static void MeasureHeaders(ComponentValueReader list, ref OutputBudget budget)
    {
        int count = list.ListCount();
        budget.SpendItems(count);
        for (int i = 0; i < count; i++)
        {
            ComponentValueReader header = list.Item(i);
            budget.SpendText(header.Element(0).Utf8Length());
            budget.SpendText(header.Element(1).Utf8Length());
        }
    }

    private static Header[] ReadHeaders(ComponentValueReader list)
    {
        Header[] headers = new Header[list.ListCount()];
        for (int i = 0; i < headers.Length; i++)
        {
            ComponentValueReader header = list.Item(i);
            headers[i] = new Header(header.Element(0).ReadString(), header.Element(1).ReadString());
        }

        return headers;
    }
}
