using Smg.Wasm.Components;

namespace Smg.Wasm.Adapters;

/// <summary>
/// A memory of the guest with its allocator and the encoding of the texts in it. Most guests have one, whatever attach points they serve.
/// </summary>
/// <param name="Number">Its number among the adapter's.</param>
/// <param name="Encoding">The encoding of the guest's texts.</param>
/// <param name="IsPregrown">Whether the memory has more pages than the guest knows of: a function then returns those that it knows.</param>
internal sealed record AdapterHeap(int Number, StringEncoding Encoding, bool IsPregrown = false)
{
    /// <summary>The name by which the module imports the memory.</summary>
    public string Memory => $"memory-{Number}";

    /// <summary>The name by which the module imports the allocator.</summary>
    public string Realloc => $"realloc-{Number}";

    /// <summary>The name by which the module imports the function that returns the pages which the guest knows of.</summary>
    public string Size => $"size-{Number}";

    /// <summary>The name of the allocator that refuses blocks past the size which the guest knows.</summary>
    public string CheckedRealloc => $"checked-realloc-{Number}";

    /// <summary>Whether texts cross as they are, so that a message can cross as one image.</summary>
    public bool IsUtf8 => Encoding == StringEncoding.Utf8;
}
