using Smg.Wasm.Dynamic;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Bridge;

/// <summary>Reads a modification as the adapter returns it: a tuple in the order of the WIT's fields, the new body as address and length.</summary>
internal static class ModificationReader
{
    /// <summary>Reads all but the new body.</summary>
    /// <param name="modification">The value.</param>
    /// <param name="maxHeaderBytes">Bytes that its headers may have.</param>
    /// <param name="bodyLength">The new body's length; null without a new body.</param>
    /// <exception cref="OutputTooLargeException">Its headers have more bytes.</exception>
    public static ModifyAction Read(ComponentValueReader modification, int maxHeaderBytes, out uint? bodyLength)
    {
        ComponentValueReader set = modification.Element(1);
        ComponentValueReader add = modification.Element(2);
        ComponentValueReader remove = modification.Element(3);
        OutputBudget budget = new(maxHeaderBytes, ActionReader.HeadersHave);
        MeasureHeaders(set, ref budget);
        MeasureHeaders(add, ref budget);
        MeasureNames(remove, ref budget);
        bodyLength = modification.Element(4).TryGetSome(out ComponentValueReader place) ? place.Element(1).ReadU32() : null;
        return new ModifyAction
        {
            Status = modification.Element(0).TryGetSome(out ComponentValueReader status) ? status.ReadU16() : null,
            HeadersSet = ReadHeaders(set),
            HeadersAdd = ReadHeaders(add),
            HeadersRemove = ReadNames(remove),
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

    private static void MeasureNames(ComponentValueReader list, ref OutputBudget budget)
    {
        int count = list.ListCount();
        budget.SpendItems(count);
        for (int i = 0; i < count; i++)
        {
            budget.SpendText(list.Item(i).Utf8Length());
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

    private static string[] ReadNames(ComponentValueReader list)
    {
        string[] names = new string[list.ListCount()];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = list.Item(i).ReadString();
        }

        return names;
    }
}
