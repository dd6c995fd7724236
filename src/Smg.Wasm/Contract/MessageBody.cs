using System.Buffers;

namespace Smg.Wasm.Contract;

/// <summary>
/// The bytes of a message, in one piece or as they were received in several. It does not own them: they must not change while a call runs.
/// </summary>
public readonly struct MessageBody : IEquatable<MessageBody>
{
    /// <summary>Creates a body of bytes in one or several pieces.</summary>
    /// <param name="bytes">The bytes, at most <see cref="int.MaxValue"/>.</param>
    /// <exception cref="OverflowException">There are more.</exception>
    public MessageBody(in ReadOnlySequence<byte> bytes)
    {
        Sequence = bytes;
        Length = checked((int)bytes.Length);
    }

    /// <summary>A body of bytes in one piece.</summary>
    /// <param name="bytes">The bytes.</param>
    public MessageBody(ReadOnlyMemory<byte> bytes)
        : this(new ReadOnlySequence<byte>(bytes)) { }

    /// <summary>The number of bytes.</summary>
    public int Length { get; }

    /// <summary>The bytes, piece by piece.</summary>
    public ReadOnlySequence<byte> Sequence { get; }

    /// <summary>A body of bytes in one piece.</summary>
    public static implicit operator MessageBody(byte[] bytes) => new(bytes.AsMemory());

    /// <summary>A body of bytes in one piece.</summary>
    public static implicit operator MessageBody(ReadOnlyMemory<byte> bytes) => new(bytes);

    /// <summary>Whether both are the very same bytes in memory.</summary>
    public static bool operator ==(MessageBody left, MessageBody right) => left.Equals(right);

    /// <summary>Whether both are not the very same bytes in memory.</summary>
    public static bool operator !=(MessageBody left, MessageBody right) => !left.Equals(right);

    /// <summary>A body of bytes in one piece.</summary>
    public static MessageBody FromByteArray(byte[] bytes) => bytes;

    /// <summary>A body of bytes in one piece.</summary>
    public static MessageBody FromReadOnlyMemory(ReadOnlyMemory<byte> bytes) => bytes;

    /// <summary>Returns the bytes in one piece, copied only when they are in several.</summary>
    public ReadOnlyMemory<byte> ToMemory() => Sequence.IsSingleSegment ? Sequence.First : Sequence.ToArray();

    /// <summary>A copy of the bytes.</summary>
    public byte[] ToArray() => Sequence.ToArray();

    /// <inheritdoc/>
    public bool Equals(MessageBody other) => Sequence.Start.Equals(other.Sequence.Start) && Sequence.End.Equals(other.Sequence.End);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MessageBody other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Sequence.Start, Sequence.End);
}
