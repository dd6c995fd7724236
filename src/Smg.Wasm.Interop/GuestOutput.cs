namespace Smg.Wasm.Interop;

/// <summary>
/// What a guest wrote to its standard output and its standard error since its store was opened or armed again, up to a limit.
/// The guest does not notice the limit: it goes on, and what it writes is counted and dropped.
/// </summary>
public sealed class GuestOutput
{
    private byte[] _kept = [];
    private int _limit;
    private int _length;

    internal GuestOutput() { }

    /// <summary>
    /// The bytes that were kept, in the order of writing; UTF-8 if the guest is well behaved, and cut anywhere. Valid until the store is
    /// opened or armed again.
    /// </summary>
    public ReadOnlySpan<byte> Text => _kept.AsSpan(0, _length);

    /// <summary>Bytes that the guest wrote past the limit.</summary>
    public long DroppedBytes { get; private set; }

    /// <summary>Forgets everything, for a store with such a limit.</summary>
    internal void Open(int limit)
    {
        _limit = limit;
        Clear();
    }

    /// <summary>Forgets everything, for the store's next call.</summary>
    internal void Clear()
    {
        _length = 0;
        DroppedBytes = 0;
    }

    /// <summary>Room for so many more bytes, or for as many as the limit allows; the rest is counted as dropped.</summary>
    internal Span<byte> Take(int bytes)
    {
        if (_kept.Length < _limit)
        {
            _kept = GC.AllocateUninitializedArray<byte>(_limit);
        }

        Span<byte> room = _kept.AsSpan(_length, Math.Min(bytes, _limit - _length));
        _length += room.Length;
        DroppedBytes += bytes - room.Length;
        return room;
    }
}
