using System.Buffers;

namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>
/// The head of a request whose body is there already: it waits for the body's first bytes, so that both leave in one write. Forwarding
/// writes them apart, and each write is a system call, packets and a wake-up of the upstream.
/// </summary>
internal struct HeldHead
{
    /// <summary>Bytes that leave together. Copying more costs as much as the second write saves.</summary>
    public const int MaxBytes = 16 * 1024;

    private byte[]? _buffer;
    private int _length;

    /// <summary>Whether it holds nothing.</summary>
    public readonly bool IsEmpty => _buffer is null;

    /// <summary>The bytes that are held.</summary>
    public readonly ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Holds the first bytes of a request.</summary>
    /// <returns>False when they leave no room for a body.</returns>
    public bool TryHold(ReadOnlySpan<byte> head)
    {
        if (head.Length >= MaxBytes)
        {
            return false;
        }

        _buffer ??= ArrayPool<byte>.Shared.Rent(MaxBytes);
        head.CopyTo(_buffer);
        _length = head.Length;
        return true;
    }

    /// <summary>Puts bytes behind those that are held.</summary>
    /// <returns>False when they do not fit.</returns>
    public bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > MaxBytes)
        {
            return false;
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
        return true;
    }

    /// <summary>Lets go of the bytes: they were written.</summary>
    public void Release()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            _length = 0;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
