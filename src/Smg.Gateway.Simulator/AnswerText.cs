using System.Buffers;

namespace Smg.Gateway.Simulator;

/// <summary>
/// The text of all answers: words that repeat, of which each answer has as many bytes as it wants. It needs no escapes in JSON.
/// </summary>
internal static class AnswerText
{
    private const int BytesPerToken = 4;
    private const int BlockBytes = 16 << 10;
    private static readonly byte[] Block = MakeBlock(
        "one or two of the many good old ways that are our own to try and to tell by ear, and then some "u8
    );

    /// <summary>Bytes of the whole text.</summary>
    public static int Length(UpstreamSettings settings, int tokens) =>
        tokens == 0 ? 0
        : settings.AnswerBytes == 0 ? tokens * BytesPerToken
        : settings.AnswerBytes;

    /// <summary>Where a token of a text begins; the one after the last begins at the end.</summary>
    public static int StartOf(int token, int tokens, int length) => (int)((long)length * token / tokens);

    /// <summary>Writes a part of the text.</summary>
    public static void Write(IBufferWriter<byte> target, int start, int end)
    {
        while (start < end)
        {
            ReadOnlySpan<byte> piece = Block.AsSpan(start % BlockBytes);
            piece = piece[..Math.Min(piece.Length, end - start)];
            target.Write(piece);
            start += piece.Length;
        }
    }

    private static byte[] MakeBlock(ReadOnlySpan<byte> words)
    {
        byte[] block = new byte[BlockBytes];
        for (int i = 0; i < block.Length; i++)
        {
            block[i] = words[i % words.Length];
        }

        return block;
    }
}
