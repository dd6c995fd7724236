using System.Buffers;
using System.IO.Pipelines;
using Smg.Wasm.Contract;

namespace Smg.Wasm.AspNetCore.Events;

/// <summary>
/// What the client gets of a stream: blocks as the upstream sent them, and events that modules made. It is flushed where the gateway would
/// wait.
/// </summary>
/// <param name="writer">The response's body.</param>
internal sealed class EventOutput(PipeWriter writer)
{
    private bool _hasWritten;

    /// <summary>The head goes out with the first flush.</summary>
    private bool _isUnflushed = true;

    /// <summary>Whether the last block that was written lacks its end.</summary>
    public bool IsInside { get; private set; }

    /// <summary>Whether what the upstream sent last passed as it came.</summary>
    public bool EndsAsSent { get; private set; } = true;

    /// <summary>Sends bytes as they came.</summary>
    /// <param name="bytes">Lines of a stream.</param>
    /// <param name="isFirst">Whether the upstream's stream begins with them.</param>
    /// <param name="isWhole">Whether the event's end is in them.</param>
    public void WriteBlock(in ReadOnlySequence<byte> bytes, bool isFirst, bool isWhole)
    {
        if (!isFirst && EventParser.HasBom(bytes))
        {
            KeepFromBeginning();
        }

        foreach (ReadOnlyMemory<byte> piece in bytes)
        {
            writer.Write(piece.Span);
        }

        _hasWritten |= bytes.Length > 0;
        _isUnflushed |= bytes.Length > 0;
        IsInside = !isWhole;
        EndsAsSent = true;
    }

    /// <summary>Sends events that modules made.</summary>
    public void Write(IReadOnlyList<StreamEvent> events)
    {
        EndsAsSent = false;
        foreach (StreamEvent item in events)
        {
            EndEvent();
            if (item.OtherLines is [['\uFEFF', ..], ..])
            {
                KeepFromBeginning();
            }

            EventWriter.Write(writer, item);
            _hasWritten = true;
            _isUnflushed = true;
        }
    }

    /// <summary>Sends why the stream ends.</summary>
    public void WriteError(string type, string message)
    {
        EndEvent();
        EventWriter.WriteError(writer, type, message);
        _isUnflushed = true;
    }

    /// <summary>Sends what was written, if anything was.</summary>
    /// <exception cref="OperationCanceledException">The client has left.</exception>
    public ValueTask<FlushResult> FlushAsync(CancellationToken aborted)
    {
        if (!_isUnflushed)
        {
            return default;
        }

        _isUnflushed = false;
        return writer.FlushAsync(aborted);
    }

    /// <summary>An event that the upstream left without its blank line must not run into the next.</summary>
    private void EndEvent()
    {
        if (IsInside)
        {
            writer.Write("\n\n"u8);
            IsInside = false;
        }
    }

    /// <summary>
    /// A byte order mark that modules saw as a part of a line, and that clients would overlook at the beginning of a stream: a blank line
    /// before it keeps it from there, and says nothing.
    /// </summary>
    private void KeepFromBeginning()
    {
        if (!_hasWritten)
        {
            writer.Write("\n"u8);
            _hasWritten = true;
        }
    }
}
