using Smg.Wasm.Failures;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Contract;

/// <summary>
/// Lists of names and values: headers, entries of a context, columns. The WIT's are lists of records; an adapter takes one list of texts
/// and returns tuples.
/// </summary>
internal static class PairList
{
    /// <summary>Writes items as records.</summary>
    /// <param name="list">The list.</param>
    /// <param name="items">The items.</param>
    /// <param name="nameField">What the record's first field is called; the second is <c>value</c>.</param>
    /// <param name="parts">The name and the value of an item. A static lambda, so that a call allocates nothing.</param>
    public static void WriteRecords<T>(
        ComponentValueWriter list,
        IReadOnlyList<T> items,
        string nameField,
        Func<T, (string Name, string Value)> parts
    )
    {
        // Counted once: native code reads every item of the list, also of one that its owner shortens meanwhile.
        int count = items.Count;
        list.WriteList(count);
        for (int i = 0; i < count; i++)
        {
            (string name, string value) = parts(items[i]);
            ComponentValueWriter record = list.Item(i);
            record.WriteRecord(2);
            record.Field(0, nameField).WriteString(name);
            record.Field(1, "value").WriteString(value);
        }
    }

    /// <summary>Writes items as texts, each name before its value.</summary>
    /// <param name="list">The list.</param>
    /// <param name="items">The items.</param>
    /// <param name="parts">The name and the value of an item. A static lambda, so that a call allocates nothing.</param>
    public static void WriteTexts<T>(ComponentValueWriter list, IReadOnlyList<T> items, Func<T, (string Name, string Value)> parts)
    {
        // Counted once, as above.
        int count = items.Count;
        list.WriteList(checked(2 * count));
        for (int i = 0; i < count; i++)
        {
            (string name, string value) = parts(items[i]);
            list.Item(2 * i).WriteString(name);
            list.Item((2 * i) + 1).WriteString(value);
        }
    }

    /// <summary>Counts records or tuples, before host memory is taken for them.</summary>
    /// <exception cref="OutputTooLargeException">They have more bytes than the budget.</exception>
    public static void Measure(ComponentValueReader list, ref OutputBudget budget)
    {
        int count = list.ListCount();
        budget.SpendItems(count);
        for (int i = 0; i < count; i++)
        {
            ComponentValueReader item = list.Item(i);
            budget.SpendText(item.Part(0, "name"u8).Utf8Length());
            budget.SpendText(item.Part(1, "value"u8).Utf8Length());
        }
    }

    /// <summary>Reads records or tuples.</summary>
    /// <param name="list">The list.</param>
    /// <param name="make">Makes an item of its name and value.</param>
    public static T[] Read<T>(ComponentValueReader list, Func<string, string, T> make)
    {
        T[] items = new T[list.ListCount()];
        for (int i = 0; i < items.Length; i++)
        {
            ComponentValueReader item = list.Item(i);
            items[i] = make(item.Part(0, "name"u8).ReadString(), item.Part(1, "value"u8).ReadString());
        }

        return items;
    }
}
