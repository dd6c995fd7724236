using System.Text;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Adapters;

/// <summary>UTF-8 lengths of pairs of text: counted once, needed twice. Used by one thread at a time.</summary>
internal sealed class PairTable
{
    private int[] _lengths = new int[32];
    private int _count;

    /// <summary>Pairs that were added.</summary>
    public int Count => _count / 2;

    /// <summary>Bytes of all their texts.</summary>
    public int TextBytes { get; private set; }

    public void Clear()
    {
        _count = 0;
        TextBytes = 0;
    }

    public void Add(string first, string second)
    {
        if (_count == _lengths.Length)
        {
            Array.Resize(ref _lengths, 2 * _count);
        }

        Add(Encoding.UTF8.GetByteCount(first));
        Add(Encoding.UTF8.GetByteCount(second));
    }

    /// <summary>The length of a pair's first text.</summary>
    public int First(int pair) => _lengths[2 * pair];

    /// <summary>The length of a pair's second text.</summary>
    public int Second(int pair) => _lengths[(2 * pair) + 1];

    /// <summary>Writes address and length of each text.</summary>
    /// <param name="image">The image.</param>
    /// <param name="address">Where the texts begin, which stand one behind the other.</param>
    public void Write(ImageWriter image, int address)
    {
        foreach (int length in _lengths.AsSpan(0, _count))
        {
            image.WriteNumber(address);
            image.WriteNumber(length);
            address += length;
        }
    }

    private void Add(int length)
    {
        _lengths[_count++] = length;
        TextBytes = checked(TextBytes + length);
    }
}
