using System.Security.Cryptography;
using System.Text;

namespace Smg.Gateway.Proxy;

/// <summary>
/// Sends a method such as <c>Post</c> as it was received. Methods are case-sensitive (RFC 9110, 9.1), but SocketsHttpHandler writes <c>POST</c> for it:
/// it gets the method with a mark that no client can know, and the mark is cut out of the request line on its way to the connection.
/// </summary>
internal static class ExactMethod
{
    private const int LongestMethod = 256;

    private static readonly string MarkText = "~" + RandomNumberGenerator.GetHexString(32, lowercase: true);

    private static readonly byte[] MarkBytes = Encoding.ASCII.GetBytes(MarkText + " ");

    /// <summary>Whether a method differs from a known one by its case alone.</summary>
    public static bool IsVariant(string method) => !string.Equals(HttpMethod.Parse(method).Method, method, StringComparison.Ordinal);

    /// <summary>The method with the mark.</summary>
    public static HttpMethod Mark(string method) => new(method + MarkText);

    /// <summary>Makes the connections of a handler cut the mark out.</summary>
    public static SocketsHttpHandler Unmark(SocketsHttpHandler handler)
    {
        handler.PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(new UnmarkingStream(context.PlaintextStream));
        return handler;
    }

    private sealed class UnmarkingStream(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
            => inner.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(Cut(buffer.AsMemory(offset, count)).Span);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
            => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(Cut(buffer), cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        /// <summary>A request line is written at the beginning of a buffer.</summary>
        private static ReadOnlyMemory<byte> Cut(ReadOnlyMemory<byte> bytes)
        {
            int at = bytes.Span[..Math.Min(bytes.Length, LongestMethod + MarkBytes.Length)].IndexOf(MarkBytes);
            if (at < 0)
            {
                return bytes;
            }

            byte[] cut = new byte[bytes.Length - MarkBytes.Length + 1];
            bytes.Span[..at].CopyTo(cut);
            bytes.Span[(at + MarkBytes.Length - 1)..].CopyTo(cut.AsSpan(at));
            return cut;
        }
    }
}
