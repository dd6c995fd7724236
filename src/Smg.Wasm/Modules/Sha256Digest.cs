using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Smg.Wasm.Modules;

/// <summary>A SHA-256 digest as a key: four words, compared without touching the bytes.</summary>
public readonly record struct Sha256Digest
{
    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    private Sha256Digest(ReadOnlySpan<byte> hash)
    {
        _a = BinaryPrimitives.ReadUInt64BigEndian(hash);
        _b = BinaryPrimitives.ReadUInt64BigEndian(hash[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(hash[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(hash[24..]);
    }

    /// <summary>Computes the digest of these bytes.</summary>
    public static Sha256Digest Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return new Sha256Digest(hash);
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, out Sha256Digest digest)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        bool isHash =
            text?.Length == 2 * hash.Length
            && Convert.FromHexString(text, hash, out _, out int read) == OperationStatus.Done
            && read == hash.Length;
        digest = isHash ? new Sha256Digest(hash) : default;
        return isHash;
    }

    /// <summary>The first word: the digest's bits are as good as any hash of them.</summary>
    public override int GetHashCode() => (int)_a;

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{_a:x16}{_b:x16}{_c:x16}{_d:x16}";
}
