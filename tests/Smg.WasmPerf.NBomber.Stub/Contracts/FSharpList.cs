using System.Collections;

namespace Microsoft.FSharp.Collections;

/// <summary>The list of F#'s core library as far as it is read here, with its name, so that the signatures are the package's.</summary>
public sealed class FSharpList<T> : IEnumerable<T>
{
    private readonly T[] _items;

    internal FSharpList(IEnumerable<T> items) => _items = [.. items];

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}
