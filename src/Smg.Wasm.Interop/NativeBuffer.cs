using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>A native block that grows and is used again. Used by one thread at a time.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    /// <summary>
    /// What is kept between calls: a larger block is freed by <see cref="Trim"/>, so that one large message does not hold memory for ever.
    /// </summary>
    private const int KeptBytes = 1 << 20;

    private byte* _data;
    private int _size;

    public byte* Data => _data;

    public int Size => _size;

    /// <summary>Makes room. What was written before is kept.</summary>
    public void EnsureSize(int bytes)
    {
        if (bytes > _size)
        {
            int size = (int)Math.Min(Math.Max(bytes, Math.Max(_size * 2L, 4096)), int.MaxValue);
            _data = (byte*)NativeMemory.Realloc(_data, (nuint)size);
            _size = size;
        }
    }

    /// <summary>Frees a block that is larger than what is worth keeping.</summary>
    public void Trim()
    {
        if (_size > KeptBytes)
        {
            Free();
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what is left when the owner forgot to.</summary>
    ~NativeBuffer() => Free();

    private void Free()
    {
        NativeMemory.Free(_data);
        _data = null;
        _size = 0;
    }
}
