using System.Diagnostics.CodeAnalysis;

namespace Smg.WasmPerf.Benchmarks.Caching;

/// <summary>Hashes and compares all bytes of a key, as a cache keyed by a module's bytes must.</summary>
internal sealed class WholeBytesComparer : IEqualityComparer<byte[]>
{
    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode([DisallowNull] byte[] obj)
    {
        HashCode hash = default;
        hash.AddBytes(obj);
        return hash.ToHashCode();
    }
}
