namespace Smg.Wasm.Interop;

/// <summary>
/// The places of a component's memories on one engine: as many as instances were alive at once. Small memories have places that all
/// components of an engine share, so that many modules do not need more of them. Safe to share between threads.
/// </summary>
/// <param name="maxKeptBytes">Bytes of each memory that stay with it when its instance ends.</param>
/// <param name="small">The engine's places for small memories; null where these are they.</param>
internal sealed class MemorySlots(long maxKeptBytes, MemorySlots? small = null) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<MemorySlot> _free = [];
    private MemoryContent? _content;
    private bool _disposed;

    /// <summary>Bytes of each memory that stay with it when its instance ends.</summary>
    public long MaxKeptBytes { get; } = maxKeptBytes;

    /// <summary>The same in pages.</summary>
    public int MaxKeptPages { get; } = (int)Math.Min(maxKeptBytes / WrittenPages.PageBytes, int.MaxValue);

    /// <summary>Which pages the instances wrote.</summary>
    public WrittenPages Pages { get; set; } = WrittenPages.OfProcess;

    /// <summary>What the memory of that size begins with; null for zeros.</summary>
    public MemoryContent? Content
    {
        get => _content;
        set
        {
            bool isAdded = false;
            value!.DangerousAddRef(ref isAdded);
            _content = value;
        }
    }

    /// <summary>
    /// How many memories an instance gets from the one whose content is known to its <see cref="WriteMarks"/>: 1 for the next. Null where
    /// its code marks nothing.
    /// </summary>
    public int? MarksAt { get; set; }

    /// <summary>Whether a memory is the one whose content is known.</summary>
    public bool HasContent(MemorySlot slot) => slot.HasContent && (nuint?)_content?.Bytes == slot.Initial;

    /// <summary>Takes a place for a memory.</summary>
    /// <param name="initial">Bytes that it has in the beginning.</param>
    /// <param name="size">The address space that it needs.</param>
    /// <exception cref="InsufficientMemoryException">The operating system refuses it.</exception>
    public MemorySlot Take(nuint initial, in MemoryReservation size)
    {
        MemoryContent? content = (nuint?)_content?.Bytes == initial ? _content : null;
        if (small is null || initial > MemorySlot.SmallBytes)
        {
            return Take(initial, size, content);
        }

        MemorySlot slot = small.Take(initial, size, content: null);
        slot.BeginWith(content);
        return slot;
    }

    private MemorySlot Take(nuint initial, in MemoryReservation size, MemoryContent? content)
    {
        lock (_lock)
        {
            for (int i = _free.Count - 1; i >= 0; i--)
            {
                if (_free[i].Initial == initial && _free[i].Reservation == size)
                {
                    MemorySlot slot = _free[i];
                    _free.RemoveAt(i);
                    return slot;
                }
            }
        }

        return new MemorySlot(this, content, initial, size);
    }

    /// <summary>Takes a place back. Its memory is what it was in the beginning.</summary>
    public void Return(MemorySlot slot)
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _free.Add(slot);
                return;
            }
        }

        slot.Free();
    }

    /// <summary>Frees the places; those that are in use are freed when they come back. No instance begins any more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _free.ForEach(slot => slot.Free());
            _free.Clear();
        }

        _content?.DangerousRelease();
    }
}
