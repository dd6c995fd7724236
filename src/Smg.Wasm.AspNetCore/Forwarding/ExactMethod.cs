using System.Security.Cryptography;
using System.Text;

namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>
/// Sends a method such as <c>Post</c> as it was received. Methods are case-sensitive (RFC 9110, 9.1), but SocketsHttpHandler writes
/// <c>POST</c> for it: it gets the method with a mark that no client can know, and the mark is cut out of the request line on its way to
/// the connection. HTTP/2 has no request line to cut it from.
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

    /// <summary>A connection that cuts the mark out.</summary>
    public static Stream Unmark(Stream connection) => new UnmarkingStream(connection);

    private sealed class UnmarkingStream(Stream inner) : StreamFilter(inner)
    {
        public override void Write(byte[] buffer, int offset, int count) => Inner.Write(Cut(buffer.AsMemory(offset, count)).Span);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            Inner.WriteAsync(Cut(buffer), cancellationToken);

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
