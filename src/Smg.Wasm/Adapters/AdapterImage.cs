using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Smg.Wasm.Contract;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Adapters;

/// <summary>
/// The texts of a message, or of an operation of the storage, as one: numbers first, each as four bytes of seven bits, then the lengths of
/// the headers' names and values, or of those of a context's entries and columns, then all texts in the order in which the canonical ABI
/// lowers them.
/// </summary>
internal ref partial struct AdapterImage
{
    /// <summary>Bytes that the adapter's memory has before it grows.</summary>
    public const int MemoryBytes = 4096;

    /// <summary>Bytes of an image, at most: as many as the smallest memory that the options allow.</summary>
    public const int MaxBytes = 64 << 10;

    /// <summary>Bytes of a body that is copied into an image; larger ones cross by themselves.</summary>
    public const int MaxBodyBytes = 2560;

    /// <summary>Number of the names and values of the headers, or of the context's entries.</summary>
    public const int Texts = 0;

    /// <summary>Whether the image holds all parts: 1, or 0 where it ends before the body.</summary>
    public const int IsWhole = 4;

    /// <summary>Length of the method, a response's status, or an operation's number.</summary>
    public const int First = 8;

    /// <summary>Length of the path, or the number of the columns' names and values.</summary>
    public const int Second = 12;

    /// <summary>Length of the query.</summary>
    public const int Third = 16;

    /// <summary>Length of the body, or of the payload.</summary>
    public const int BodyLength = 20;

    /// <summary>Length of the request's id, or of the operation's result.</summary>
    public const int IdLength = 24;

    /// <summary>The time, as numbers of 28, 28 and 8 bits.</summary>
    public const int Time = 28;

    /// <summary>The number of the attach point.</summary>
    public const int Point = 40;

    /// <summary>The lengths of the names and values.</summary>
    public const int Lengths = 44;

    private const int NumberBits = 28;
    private const int MaxUtf8PerChar = 3;

    private readonly Span<byte> _bytes;
    private int _at;

    private AdapterImage(Span<byte> bytes) => _bytes = bytes;

    /// <summary>Writes the image of a message.</summary>
    /// <param name="value">The text.</param>
    /// <param name="message">The message.</param>
    /// <param name="scope">Whom the image is for, and how much it holds.</param>
    /// <returns>False when the body is not UTF-8, or a part is too large for an image.</returns>
    public static bool TryWrite(ComponentValueWriter value, MiddlewareInput message, ImageScope scope)
    {
        // Counted once: their owner may change the list meanwhile.
        int headers = message.Headers.Count;
        long capacity = Capacity(message, headers, scope.IsWhole);
        return capacity <= MaxBytes && value.TryEndText(Write(value.BeginText((int)capacity), message, headers, scope));
    }

    /// <summary>Bytes that the image of a message takes: an upper bound where that fits, for the texts are counted otherwise.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isWhole">Whether it holds all parts, or ends before the body.</param>
    /// <param name="room">Bytes that there are for it without more ado.</param>
    /// <returns>Null where a part is too large for an image.</returns>
    public static int? Measure(MiddlewareInput message, bool isWhole, ulong room)
    {
        int headers = message.Headers.Count;
        long bound = Capacity(message, headers, isWhole);
        long bytes = (ulong)bound <= room ? bound : Size(message, headers, Sum(message, headers, inBytes: true), isWhole);
        return bytes <= MaxBytes ? (int)bytes : null;
    }

    /// <summary>Writes the image of a message where it is read; its body need not be text.</summary>
    /// <param name="bytes">Where it is written: as many as <see cref="Measure"/> says.</param>
    /// <param name="message">The message.</param>
    /// <param name="scope">Whom the image is for, and how much it holds.</param>
    /// <exception cref="ArgumentException">The owner of the message made it longer meanwhile.</exception>
    public static void Write(Span<byte> bytes, MiddlewareInput message, ImageScope scope) =>
        Write(bytes, message, message.Headers.Count, scope);

    private static long Capacity(MiddlewareInput message, int headers, bool isWhole) =>
        Size(message, headers, MaxUtf8PerChar * Sum(message, headers, inBytes: false), isWhole);

    private static long Size(MiddlewareInput message, int headers, long texts, bool isWhole) =>
        Lengths + (8L * headers) + texts + (isWhole ? message.Body.Length : 0);

    /// <returns>Bytes that were written.</returns>
    private static int Write(Span<byte> bytes, MiddlewareInput message, int headers, ImageScope scope)
    {
        AdapterImage image = Begin(bytes, scope, headers);
        MiddlewareRequest? request = message as MiddlewareRequest;
        if (request is null)
        {
            image.WriteNumber(First, ((MiddlewareResponse)message).Status);
        }
        else
        {
            image.WriteText(First, request.Method);
            image.WriteText(Second, request.Path);
            image.WriteText(Third, request.Query);
        }

        for (int i = 0; i < headers; i++)
        {
            Header header = message.Headers[i];
            image.WritePair(i, header.Name, header.Value);
        }

        if (scope.IsWhole)
        {
            image.WriteRest(message.Body, request);
        }

        return image._at;
    }

    /// <summary>Begins an image with its numbers, those of the parts still 0.</summary>
    /// <param name="bytes">Where it is written.</param>
    /// <param name="scope">Whom the image is for, and how much it holds.</param>
    /// <param name="pairs">How many headers, or entries of a context, it has.</param>
    /// <param name="columns">How many columns it has.</param>
    private static AdapterImage Begin(Span<byte> bytes, ImageScope scope, int pairs, int columns = 0)
    {
        AdapterImage image = new(bytes) { _at = Lengths + (8 * (pairs + columns)) };
        bytes[..image._at].Clear();
        image.WriteNumber(Texts, 2 * pairs);
        image.WriteNumber(IsWhole, scope.IsWhole ? 1 : 0);
        image.WriteNumber(Point, (int)scope.Point);
        return image;
    }

    /// <summary>How long all texts of a message are, in characters or in bytes.</summary>
    private static long Sum(MiddlewareInput message, int headers, bool inBytes)
    {
        long sum = message is MiddlewareRequest request
            ? (long)Count(request.Method) + Count(request.Path) + Count(request.Query) + Count(request.RequestId)
            : 0;
        for (int i = 0; i < headers; i++)
        {
            Header header = message.Headers[i];
            sum += (long)Count(header.Name) + Count(header.Value);
        }

        return sum;

        int Count(string text) => inBytes ? Encoding.UTF8.GetByteCount(text) : text.Length;
    }

    private void WriteRest(in MessageBody body, MiddlewareRequest? request)
    {
        WriteNumber(BodyLength, body.Length);
        body.Sequence.CopyTo(_bytes.Slice(_at, body.Length));
        _at += body.Length;
        if (request is not null)
        {
            WriteText(IdLength, request.RequestId);
            ulong time = request.NowEpochMs;
            WriteNumber(Time, (int)(time & ((1 << NumberBits) - 1)));
            WriteNumber(Time + 4, (int)((time >> NumberBits) & ((1 << NumberBits) - 1)));
            WriteNumber(Time + 8, (int)(time >> (2 * NumberBits)));
        }
    }

    /// <summary>Writes a text behind the one before, and its length.</summary>
    private void WriteText(int length, string text)
    {
        int bytes = Encoding.UTF8.GetBytes(text, _bytes[_at..]);
        WriteNumber(length, bytes);
        _at += bytes;
    }

    private void WritePair(int number, string name, string value)
    {
        WriteText(Lengths + (8 * number), name);
        WriteText(Lengths + (8 * number) + 4, value);
    }

    private readonly void WriteNumber(int at, int number)
    {
        uint n = (uint)number;
        BinaryPrimitives.WriteUInt32LittleEndian(
            _bytes[at..],
            (n & 0x7F) | ((n << 1) & 0x7F00) | ((n << 2) & 0x7F0000) | ((n << 3) & 0x7F000000)
        );
    }
}
