using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>Native memory that is handed out front to back and taken back all at once. Used by one thread at a time.</summary>
internal sealed unsafe class NativeArena : IDisposable
{
    private const int Alignment = 16;

    /// <summary>
    /// What is kept between calls: larger blocks are freed by <see cref="Reset"/>, so that one large request does not hold memory for ever.
    /// </summary>
    private const int KeptBytes = 1 << 20;

    private readonly List<(nint Address, nuint Size)> _full = [];
    private byte* _block;
    private nuint _size;
    private nuint _used;

    /// <summary>Native bytes that this arena holds.</summary>
    public nuint HeldBytes => _size + _full.Aggregate((nuint)0, (sum, block) => sum + block.Size);

    /// <summary>Gives out memory that is not cleared.</summary>
    public byte* Allocate(nuint bytes)
    {
        nuint start = (_used + Alignment - 1) & ~(nuint)(Alignment - 1);
        if (_block == null || start > _size || _size - start < bytes)
        {
            AddBlock(bytes);
            start = 0;
        }

        _used = start + bytes;
        return _block + start;
    }

    /// <summary>Takes everything back. Pointers that were given out are dead.</summary>
    public void Reset()
    {
        foreach ((nint address, _) in _full)
        {
            NativeMemory.AlignedFree((void*)address);
        }

        _full.Clear();
        if (_size > KeptBytes)
        {
            NativeMemory.AlignedFree(_block);
            _block = null;
            _size = 0;
        }

        _used = 0;
    }

    public void Dispose()
    {
        Reset();
        NativeMemory.AlignedFree(_block);
        _block = null;
        _size = 0;
        GC.SuppressFinalize(this);
    }

    ~NativeArena() => Dispose();

    private void AddBlock(nuint bytes)
    {
        // Blocks double up to what is kept: after one large request, the next small one needs no block twice as large.
        nuint size = Math.Max(bytes, Math.Clamp(_size * 2, 64 * 1024, KeptBytes));
        byte* block = (byte*)NativeMemory.AlignedAlloc(size, Alignment);
        if (_block != null)
        {
            _full.Add(((nint)_block, _size));
        }

        _block = block;
        _size = size;
        _used = 0;
    }
}
