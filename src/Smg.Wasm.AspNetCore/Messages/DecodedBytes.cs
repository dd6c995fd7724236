namespace Smg.Wasm.AspNetCore.Messages;

/// <summary>
/// What a decoder makes of coded bytes, up to their end. Where the bytes are themselves decoded, their end is looked at too: a decoder that
/// has finished would not see that the coding beneath breaks off.
/// </summary>
/// <param name="decoder">The decoder.</param>
/// <param name="coded">The bytes that it reads.</param>
internal sealed class DecodedBytes(Stream decoder, CodedBytes coded) : ReadOnlyStream
{
    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = decoder.Read(buffer);
        Check(read);
        return read > 0 || buffer.IsEmpty || coded.Beneath is not { } beneath || beneath.Read(buffer[..1]) == 0 ? read : throw GoesOn();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await decoder.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Check(read);
        return
            read > 0
            || buffer.IsEmpty
            || coded.Beneath is not { } beneath
            || await beneath.ReadAsync(buffer[..1], cancellationToken).ConfigureAwait(false) == 0
            ? read
            : throw GoesOn();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            decoder.Dispose();
        }

        base.Dispose(disposing);
    }

    private static InvalidDataException GoesOn() => new("The coded data goes on after its end.");

    private void Check(int read)
    {
        if (read > 0 && coded.HasEnded)
        {
            throw CodedBytes.BreaksOff();
        }
    }
}
