namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>
/// Follows the head of a response on its connection, to count the interim responses (1xx) before the final one: who reads the response
/// skips them unseen and without a limit. 101 is final: it ends HTTP on the connection. Holds the bytes of interim heads alone, and those
/// only where somebody wants them.
/// </summary>
internal struct InterimReader
{
    /// <summary>What an interim response begins with; the dot's digit and the last two of the status are looked at apart.</summary>
    private static ReadOnlySpan<byte> Start => "HTTP/1.# 1##"u8;

    private int _at;
    private int _status;
    private int _lineBytes;
    private bool _isInHead;
    private bool _collects;

    /// <summary>Whether the final response has not begun yet.</summary>
    public bool IsAwaiting { get; private set; }

    /// <summary>Whether the response is 101.</summary>
    public bool IsSwitched { get; private set; }

    /// <summary>Interim responses that have begun since the request.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of them.</summary>
    public long Bytes { get; private set; }

    /// <summary>The interim heads; null before the first, and where nobody wants them.</summary>
    public InterimHeads? Heads { get; private set; }

    /// <summary>A request has been sent: its response is the next.</summary>
    /// <param name="collects">Whether somebody wants the interim heads.</param>
    public void Begin(bool collects) => this = new InterimReader { IsAwaiting = true, _collects = collects };

    /// <summary>Takes bytes of the connection in their order.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length && IsAwaiting; i++)
        {
            if (_isInHead)
            {
                Bytes++;
                TakeHead(bytes[i]);
            }
            else
            {
                TakeStart(bytes[i]);
            }
        }
    }

    private void TakeStart(byte value)
    {
        byte wanted = Start[_at];
        bool isDigit = value is >= (byte)'0' and <= (byte)'9';
        if (wanted == (byte)'#' ? !isDigit : value != wanted)
        {
            IsAwaiting = false;
            return;
        }

        _status = isDigit ? (_status * 10) + value - '0' : 0;
        if (++_at < Start.Length)
        {
            return;
        }

        if (_status == StatusCodes.Status101SwitchingProtocols)
        {
            (IsAwaiting, IsSwitched) = (false, true);
            return;
        }

        if (_collects)
        {
            Heads ??= new InterimHeads();
            Heads.Begin(_status);
        }

        Count++;
        Bytes += _at;
        (_isInHead, _at, _status, _lineBytes) = (true, 0, 0, 1);
    }

    /// <summary>A head ends with an empty line, which some servers end with a line feed alone.</summary>
    private void TakeHead(byte value)
    {
        Heads?.Add(value);
        if (value == (byte)'\n')
        {
            _isInHead = _lineBytes > 0;
            _lineBytes = 0;
            if (!_isInHead)
            {
                Heads?.End();
            }
        }
        else if (value != (byte)'\r')
        {
            _lineBytes = 1;
        }
    }
}
