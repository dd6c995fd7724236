using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Smg.Wasm.AspNetCore.Messages;

/// <summary>
/// Ids of requests: UUIDs of version 7 (RFC 9562, 5.7), which sort by time and cannot be guessed. The system is asked for random bytes once
/// for many of them: asking is a system call.
/// </summary>
internal static class RandomId
{
    private const int IdBytes = 16;
    private const int TimeBytes = 6;
    private const int IdsPerDraw = 64;

    [ThreadStatic]
    private static byte[]? Drawn;

    /// <summary>Bytes of <see cref="Drawn"/> that no id has had.</summary>
    [ThreadStatic]
    private static int Left;

    /// <summary>Makes an id of this moment.</summary>
    public static string Next()
    {
        byte[] drawn = Drawn ??= new byte[IdBytes * IdsPerDraw];
        if (Left == 0)
        {
            RandomNumberGenerator.Fill(drawn);
            Left = drawn.Length;
        }

        Span<byte> id = stackalloc byte[IdBytes];
        Span<byte> random = drawn.AsSpan(Left -= IdBytes, IdBytes);
        BinaryPrimitives.WriteInt64BigEndian(id, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() << 16);
        random[TimeBytes..].CopyTo(id[TimeBytes..]);
        id[6] = (byte)((id[6] & 0x0F) | 0x70);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        random.Clear();
        return new Guid(id, bigEndian: true).ToString();
    }
}
