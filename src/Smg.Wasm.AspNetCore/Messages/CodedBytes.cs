namespace Smg.Wasm.AspNetCore.Messages;

/// <summary>
/// The coded bytes under one decoder. .NET's decoders take the end of their input for the end of the coded data (unless the switch
/// <c>System.IO.Compression.UseStrictValidation</c> is set for the whole process), so that a body which broke off would pass for whole.
/// Those of deflate and br ask for more only while their data is unfinished: then the end is an error. That of gzip always asks, for
/// another member may follow: it gets one byte that begins none. After it, only unfinished data makes it ask again, or decode anything.
/// </summary>
/// <param name="source">The bytes.</param>
/// <param name="isGzip">Whether their coding is gzip.</param>
internal sealed class CodedBytes(Stream source, bool isGzip) : ReadOnlyStream
{
    /// <summary>Neither the first byte of a member of gzip (RFC 1952) nor a byte that its length could end with.</summary>
    private const byte NoMember = 0xFF;

    private bool _hasBytes;

    /// <summary>Whether the decoder got a byte that the source does not have: the body ends before what it decodes now.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The source, where another decoder makes it.</summary>
    public DecodedBytes? Beneath => source as DecodedBytes;

    /// <summary>The error of coded data that breaks off.</summary>
    public static InvalidDataException BreaksOff() => new("The coded data breaks off.");

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => Take(buffer, source.Read(buffer));

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Take(buffer.Span, read);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Take(Span<byte> buffer, int read)
    {
        _hasBytes |= read > 0;
        if (read > 0 || !_hasBytes || buffer.IsEmpty)
        {
            return read;
        }

        if (!isGzip || HasEnded)
        {
            throw BreaksOff();
        }

        HasEnded = true;
        buffer[0] = NoMember;
        return 1;
    }
}
