using System.Buffers;

namespace Smg.Wasm.AspNetCore.Events;

/// <summary>
/// Finds where the events of a stream end, however its bytes are cut into pieces: at a blank line, where lines end with CR, LF or both
/// (HTML standard, 9.2.5). Every byte is looked at once, and every byte is part of some block.
/// </summary>
internal sealed class EventSplitter
{
    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';

    /// <summary>Bytes of the block that have been looked at.</summary>
    private long _seen;

    /// <summary>Whether the line has no byte yet.</summary>
    private bool _isLineEmpty = true;

    /// <summary>Whether the last byte was a CR: an LF now belongs to it.</summary>
    private bool _isAfterCr;

    /// <summary>Whether the block has a line that is not blank.</summary>
    private bool _hasLines;

    /// <summary>Whether the block's beginning was taken.</summary>
    private bool _isRest;

    /// <summary>Whether the beginning of a block was taken whose end is still to come.</summary>
    public bool IsInside => _isRest;

    /// <summary>Finds the next block.</summary>
    /// <param name="buffer">The bytes from the end of the block before, or what was taken since.</param>
    /// <param name="block">The block.</param>
    /// <returns>False where its end is not in the buffer.</returns>
    public bool TryTake(in ReadOnlySequence<byte> buffer, out EventBlock block)
    {
        SequenceReader<byte> reader = new(buffer);
        reader.Advance(_seen);
        while (!reader.End)
        {
            if (_isAfterCr && reader.IsNext(Lf, advancePast: true))
            {
                _isAfterCr = false;
                if (reader.Consumed == 1 && !_isRest)
                {
                    block = End(1, isAfterCr: false) with { IsLineFeed = true };
                    return true;
                }

                continue;
            }

            ReadOnlySpan<byte> span = reader.UnreadSpan;
            int end = span.IndexOfAny(Cr, Lf);
            bool isLonger = end != 0;
            _isLineEmpty &= !isLonger;
            _hasLines |= isLonger;
            _isAfterCr = false;
            if (end < 0)
            {
                reader.Advance(span.Length);
                continue;
            }

            bool isCr = span[end] == Cr;
            reader.Advance(end + 1);
            if (!_isLineEmpty)
            {
                _isLineEmpty = true;
                _isAfterCr = isCr;
                continue;
            }

            bool isWhole = !isCr || reader.IsNext(Lf, advancePast: true) || !reader.End;
            block = End(reader.Consumed, isAfterCr: !isWhole);
            return true;
        }

        _seen = buffer.Length;
        block = default;
        return false;
    }

    /// <summary>Takes what has been looked at and has no end yet.</summary>
    public void TakeUnfinished()
    {
        _isRest |= _seen > 0;
        _seen = 0;
    }

    private EventBlock End(long length, bool isAfterCr)
    {
        EventBlock block = new(length, !_hasLines, _isRest);
        _seen = 0;
        _isLineEmpty = true;
        _isAfterCr = isAfterCr;
        _hasLines = false;
        _isRest = false;
        return block;
    }
}
