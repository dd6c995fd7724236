using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>Collects the heads of interim responses from the bytes of a connection.</summary>
internal sealed class InterimHeads
{
    /// <summary>
    /// Bytes of a head that is passed on: twice what servers take for a head by default, and one record of TLS, so that it is written whole
    /// or not at all.
    /// </summary>
    internal const int MaxBytes = 16 * 1024;

    private readonly Queue<InterimHead> _whole = [];
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private int _status;

    /// <summary>A head begins.</summary>
    /// <param name="status">Its status.</param>
    public void Begin(int status)
    {
        _status = status;
        _bytes.ResetWrittenCount();
    }

    /// <summary>Takes a byte after the status.</summary>
    public void Add(byte value)
    {
        if (_bytes.WrittenCount <= MaxBytes)
        {
            _bytes.GetSpan(1)[0] = value;
            _bytes.Advance(1);
        }
    }

    /// <summary>The head is whole.</summary>
    public void End() =>
        _whole.Enqueue(_bytes.WrittenCount > MaxBytes ? InterimHead.TooLong : new InterimHead(_status, _bytes.WrittenSpan.ToArray()));

    /// <summary>Takes the next whole head.</summary>
    public bool TryTake([MaybeNullWhen(false)] out InterimHead head) => _whole.TryDequeue(out head);
}
