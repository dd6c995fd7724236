using System.Buffers;
using System.IO.Pipelines;
using Smg.Wasm.AspNetCore.Messages;

namespace Smg.Wasm.AspNetCore.Bodies;

/// <summary>A body without its content codings, beside its coded bytes. It counts against the budget until it is disposed.</summary>
/// <param name="limits">What bounds it.</param>
internal sealed class DecodedBody(BodyLimits limits) : IDisposable
{
    private static readonly StreamPipeReaderOptions Buffers = new(bufferSize: 16 * 1024, minimumReadSize: 4 * 1024);

    private PipeReader? _reader;
    private long _reserved;

    /// <summary>What was decoded: all of it, or a little more than a module may get. Valid until this is disposed.</summary>
    public ReadOnlySequence<byte> Bytes { get; private set; }

    /// <summary>Decodes a body that is there as a whole. Called once.</summary>
    /// <param name="coded">The bytes as they were received.</param>
    /// <param name="codings">The codings in the order in which they were applied.</param>
    /// <param name="aborted">Set when the client is gone.</param>
    /// <returns>TooLarge where modules cannot get all of it; NotDecodable where the bytes are damaged, or not all there.</returns>
    public async ValueTask<BodyEnd> ReadAsync(ReadOnlySequence<byte> coded, IReadOnlyList<string> codings, CancellationToken aborted)
    {
        try
        {
            _reader = PipeReader.Create(ContentCoding.Decode(coded, codings), Buffers);
            while (true)
            {
                ReadResult read = await _reader.ReadAsync(aborted).ConfigureAwait(false);
                Bytes = read.Buffer;
                if (Bytes.Length > limits.MaxBytes)
                {
                    return BodyEnd.TooLarge;
                }

                long more = Bytes.Length - _reserved;
                if (!limits.Budget.TryReserve(more) && !await limits.Budget.ReserveAsync(more, aborted).ConfigureAwait(false))
                {
                    return BodyEnd.Overloaded;
                }

                _reserved += more;
                if (read.IsCompleted)
                {
                    return BodyEnd.Complete;
                }

                _reader.AdvanceTo(Bytes.Start, Bytes.End);
            }
        }
        catch (OperationCanceledException)
        {
            return BodyEnd.ClientGone;
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            Bytes = default;
            return BodyEnd.NotDecodable;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        limits.Budget.Release(_reserved);
        _reserved = 0;
        Bytes = default;
        _reader?.Complete();
    }
}
