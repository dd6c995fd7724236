using System.Text;

namespace Smg.Wasm.Interop;

/// <summary>How an image's bytes travel. Both are UTF-8 for Wasmtime.</summary>
public enum ImageTransport
{
    /// <summary>As they are: an image that is not UTF-8 cannot be ended. Wasmtime copies it in one go.</summary>
    Text,

    /// <summary>Each byte as the code point of the same number: any bytes, at twice the length and one by one.</summary>
    Bytes,
}

/// <summary>Writes the argument of a call as one memory image, front to back, straight into native memory that is used again.</summary>
public readonly unsafe ref struct ImageWriter
{
    /// <summary>The largest number that <see cref="WriteNumber"/> takes, plus one.</summary>
    public const int NumberLimit = 1 << 28;

    /// <summary>A byte above 127 takes two bytes of UTF-8.</summary>
    private const int MaxExpansion = 2;

    private readonly GuestStore _store;
    private readonly ImageTransport _transport;

    internal ImageWriter(GuestStore store, ImageTransport transport)
    {
        _store = store;
        _transport = transport;
    }

    /// <summary>Writes a number as four bytes of seven bits, lowest first: ASCII whatever the number, so that it travels as text.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or not below <see cref="NumberLimit"/>.</exception>
    public void WriteNumber(int number)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)number, (uint)NumberLimit, nameof(number));
        uint n = (uint)number;
        *(uint*)_store.ReserveImage(sizeof(uint)) = (n & 0x7F) | ((n << 1) & 0x7F00) | ((n << 2) & 0x7F0000) | ((n << 3) & 0x7F000000);
        _store.AdvanceImage(sizeof(uint));
    }

    /// <summary>Writes bytes. Where the image travels as text they must be UTF-8.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        if (_transport == ImageTransport.Text)
        {
            bytes.CopyTo(new Span<byte>(_store.ReserveImage(bytes.Length), bytes.Length));
            _store.AdvanceImage(bytes.Length);
        }
        else
        {
            _store.AdvanceImage(Latin1Text.Widen(bytes, _store.ReserveImage(checked(bytes.Length * MaxExpansion))));
        }
    }

    /// <summary>Writes text as UTF-8. Lone surrogates become U+FFFD.</summary>
    /// <param name="text">The text.</param>
    /// <param name="utf8Length">How many bytes of UTF-8 it has, as <see cref="Encoding.GetByteCount(string)"/> counts.</param>
    public void WriteText(string text, int utf8Length)
    {
        if (_transport == ImageTransport.Text || utf8Length == text.Length)
        {
            _store.AdvanceImage(Encoding.UTF8.GetBytes(text, new Span<byte>(_store.ReserveImage(utf8Length), utf8Length)));
            return;
        }

        // The text's UTF-8 goes behind its own widened form, which is at most twice as long.
        byte* target = _store.ReserveImage(checked(utf8Length * (MaxExpansion + 1)));
        Span<byte> utf8 = new(target + (utf8Length * MaxExpansion), utf8Length);
        Encoding.UTF8.GetBytes(text, utf8);
        _store.AdvanceImage(Latin1Text.Widen(utf8, target));
    }
}
