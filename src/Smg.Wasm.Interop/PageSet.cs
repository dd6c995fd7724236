using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>Pages of a memory, by number. Used by one thread at a time.</summary>
/// <param name="pages">Pages that the memory has.</param>
internal sealed class PageSet(int pages)
{
    private const int WordBits = 64;

    private readonly ulong[] _bits = new ulong[(pages + WordBits - 1) / WordBits];
    private readonly List<Range> _runs = [];
    private bool _hasRuns = true;

    /// <summary>How many pages are in it.</summary>
    public int Count { get; private set; }

    /// <summary>The pages as stretches, in order. Valid until pages are added or removed.</summary>
    public ReadOnlySpan<Range> Runs
    {
        get
        {
            if (!_hasRuns)
            {
                FindRuns();
            }

            return CollectionsMarshal.AsSpan(_runs);
        }
    }

    /// <summary>Whether a page is in it.</summary>
    public bool Contains(int page) => (_bits[page / WordBits] >> (page % WordBits) & 1) != 0;

    /// <summary>Adds a page that is not in it.</summary>
    public void Add(int page)
    {
        _bits[page / WordBits] |= 1ul << (page % WordBits);
        _hasRuns = false;
        Count++;
    }

    /// <summary>Removes all pages.</summary>
    public void Clear()
    {
        Array.Clear(_bits);
        _runs.Clear();
        _hasRuns = true;
        Count = 0;
    }

    private void FindRuns()
    {
        _runs.Clear();
        int page = 0;
        while (page < pages)
        {
            if (!Contains(page))
            {
                page++;
                continue;
            }

            int first = page;
            while (page < pages && Contains(page))
            {
                page++;
            }

            _runs.Add(first..page);
        }

        _hasRuns = true;
    }
}
