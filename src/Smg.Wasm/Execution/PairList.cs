using Smg.Wasm.Interop;

namespace Smg.Wasm.Execution;

/// <summary>Names and values as one list of texts, as the adapter takes them.</summary>
internal static class PairList
{
    /// <summary>Writes items.</summary>
    /// <param name="list">The list.</param>
    /// <param name="items">The items.</param>
    /// <param name="parts">The name and the value of an item. A static lambda, so that a call allocates nothing.</param>
    public static void Write<T>(ComponentValueWriter list, IReadOnlyList<T> items, Func<T, (string Name, string Value)> parts)
    {
        // Counted once: native code reads every item of the list, also of one that its owner shortens meanwhile.
        int count = items.Count;
        list.WriteList(checked(2 * count));
        for (int i = 0; i < count; i++)
        {
            (string name, string value) = parts(items[i]);
            list.Item(2 * i).WriteString(name);
            list.Item((2 * i) + 1).WriteString(value);
        }
    }
}
