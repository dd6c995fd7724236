using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>
/// Undoes what an instance wrote in a small memory: the blocks that its code marked. Where it marks nothing, all of the memory is compared,
/// and what differs is restored. For a memory's place that is all zeros while no instance has it.
/// </summary>
/// <param name="mapping">The memory.</param>
/// <param name="slots">The places that it is one of.</param>
/// <param name="marks">What the instance's code says it wrote.</param>
internal sealed unsafe class SmallUndo(SlotMapping mapping, MemorySlots slots, SlotMarks marks)
{
    private int _instances;

    /// <summary>Makes the memory what it should be.</summary>
    /// <param name="content">What that is; null for zeros.</param>
    /// <param name="began">What the instance began with; null for zeros.</param>
    /// <returns>False where the operating system refuses something.</returns>
    public bool TryUndo(MemoryContent? content, MemoryContent? began)
    {
        if (marks.Trusted is not { } trusted || mapping.Pages > slots.MaxKeptPages || !slots.Pages.AreKnown)
        {
            return TryCompare(content);
        }

        trusted.Undo(mapping.Address, content?.Image ?? default, mapping.Initial);
        if (content is null && began is not null)
        {
            // Nobody marked the data that the memory began with.
            NativeMemory.Clear(mapping.Address + began.DataStart, began.DataEnd - began.DataStart);
        }

        return content is not null || ++_instances % MemorySlot.InstancesBetweenChecks != 0 || TryCheck();
    }

    /// <summary>Looks whether a memory that nobody has is all zeros.</summary>
    /// <returns>False where the operating system refuses something.</returns>
    private bool TryCheck()
    {
        if (!new ReadOnlySpan<byte>(mapping.Address, (int)mapping.Initial).ContainsAnyExcept((byte)0))
        {
            return true;
        }

        slots.Pages.Distrust();
        return TryCompare(content: null);
    }

    /// <summary>Restores what differs, as far as the memory may be kept; the rest returns to the system first.</summary>
    /// <param name="content">What the memory should be; null for zeros.</param>
    /// <returns>False where the operating system does not take it.</returns>
    private bool TryCompare(MemoryContent? content)
    {
        // Marks that are set stay: the next call undoes more than it wrote.
        int kept = Math.Min(mapping.Pages, slots.MaxKeptPages);
        if (!mapping.TryDiscard(kept, mapping.Pages - kept))
        {
            return false;
        }

        nuint bytes = (nuint)kept * SlotMapping.PageBytes;
        (nuint start, nuint end) = content is null ? (bytes, bytes) : (content.DataStart, content.DataEnd);
        WrittenBytes.Zero(mapping.Address, Math.Min(start, bytes));
        if (content is not null)
        {
            WrittenBytes.Copy(mapping.Address + start, content.Data, end - start);
        }

        if (end < bytes)
        {
            WrittenBytes.Zero(mapping.Address + end, bytes - end);
        }

        return true;
    }
}
