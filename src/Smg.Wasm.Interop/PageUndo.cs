namespace Smg.Wasm.Interop;

/// <summary>
/// Undoes what an instance wrote in a memory that is mapped from its content: the blocks that its code marked, or, where it marks nothing,
/// the pages that Linux says were written.
/// </summary>
/// <param name="mapping">The memory.</param>
/// <param name="content">What it holds in the beginning; null for zeros.</param>
/// <param name="slots">The places that it is one of.</param>
/// <param name="marks">What the instance's code says it wrote.</param>
internal sealed unsafe class PageUndo(SlotMapping mapping, MemoryContent? content, MemorySlots slots, SlotMarks marks)
{
    private const int CheckedPages = 32;
    private const int StretchesAtOnce = 64;

    private readonly bool _isTracked =
        mapping.IsBoundedByMapping
        && mapping.Initial > 0
        && slots.MarksAt is null
        && mapping.Initial >= slots.Pages.TrackedFrom
        && slots.Pages.Tracker?.TryTrack(mapping.Address, mapping.Initial) == true;

    private int _instances;
    private int _checked;

    /// <summary>What the memory is in the beginning.</summary>
    private MemoryImage Image => content?.Image ?? default;

    /// <summary>Makes the memory what it was in the beginning.</summary>
    /// <returns>False where the operating system refuses something.</returns>
    public bool TryUndo()
    {
        if (!slots.Pages.AreKnown || !(marks.Trusted is { } trusted ? TryUndo(trusted) : TryCopyBack()))
        {
            return TryGiveBack(0, mapping.Pages);
        }

        return ++_instances % MemorySlot.InstancesBetweenChecks != 0 || TryCheck();
    }

    /// <summary>Restores what was marked.</summary>
    /// <returns>False where more pages than may be kept are the memory's own by now.</returns>
    private bool TryUndo(WriteMarks trusted)
    {
        trusted.Undo(mapping.Address, Image, mapping.Initial);
        return trusted.Pages <= slots.MaxKeptPages;
    }

    /// <summary>Restores the pages that were written. Pages beyond the number that may be kept return to the system.</summary>
    /// <returns>False where they are not known, or the operating system does not take them.</returns>
    private bool TryCopyBack()
    {
        int kept = 0;
        Span<WrittenStretch> stretches = stackalloc WrittenStretch[StretchesAtOnce];
        for (nuint done = 0; done < mapping.Initial; )
        {
            int count = slots.Pages.Find(mapping.Address, (done, mapping.Initial), _isTracked, stretches, out nuint looked);
            if (count < 0 || looked == 0)
            {
                slots.Pages.Distrust();
                return false;
            }

            done += looked;
            foreach (WrittenStretch stretch in stretches[..count])
            {
                int first = SlotMapping.PagesOf((nuint)(stretch.Start - mapping.Address));
                int length = SlotMapping.PagesOf(stretch.Bytes);
                int room = Math.Min(length, slots.MaxKeptPages - kept);
                CopyBack(first, room);
                if (room < length)
                {
                    return TryGiveBack(first + room, mapping.Pages - (first + room));
                }

                kept += length;
            }
        }

        return true;
    }

    private void CopyBack(int first, int pages) =>
        Image.Restore(mapping.Address, (nuint)first * SlotMapping.PageBytes, (nuint)(first + pages) * SlotMapping.PageBytes);

    /// <summary>Compares a stretch with the content, and gives it back. The next check takes the stretch behind it.</summary>
    /// <returns>False where the operating system does not take it.</returns>
    private bool TryCheck()
    {
        int first = _checked;
        int pages = Math.Min(CheckedPages, mapping.Pages - first);
        _checked = first + pages == mapping.Pages ? 0 : first + pages;
        ReadOnlySpan<byte> found = new(mapping.AddressOf(first), pages * (int)SlotMapping.PageBytes);
        bool isRight = content is null
            ? !found.ContainsAnyExcept((byte)0)
            : found.SequenceEqual(new ReadOnlySpan<byte>(content.Address + ((nuint)first * SlotMapping.PageBytes), found.Length));
        if (isRight)
        {
            return TryGiveBack(first, pages);
        }

        slots.Pages.Distrust();
        return TryGiveBack(0, mapping.Pages);
    }

    private bool TryGiveBack(int first, int pages)
    {
        if (pages == mapping.Pages)
        {
            marks.Trusted?.Clear();
        }

        if (!mapping.TryDiscard(first, pages))
        {
            return false;
        }

        if (_isTracked)
        {
            // Where that is refused, they are copied back though they are as they should be.
            _ = slots.Pages.Tracker?.TryForget(mapping.AddressOf(first), (nuint)pages * SlotMapping.PageBytes);
        }

        return true;
    }
}
