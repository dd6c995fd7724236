using System.Text;
using Smg.Wasm.Compilation;
using Smg.Wasm.Interop;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Bridge;

/// <summary>The fast path: a request or response crosses as one memory image, an action comes back as one.</summary>
/// <param name="maxHeaderBytes">Bytes that the headers of one action may have.</param>
internal sealed class BridgePath(int maxHeaderBytes) : ICallPath
{
    /// <summary>UTF-8 lengths of the headers' names and values: counted once, needed twice.</summary>
    private int[] _lengths = new int[64];

    private int _imageBytes;

    /// <summary>What the pointers of the action's image count from.</summary>
    private int _answerAddress;
    private ImageTransport _transport;
    private bool _isContinue;

    /// <inheritdoc/>
    public NativeError? Call(GuestStore store, CompiledComponent component, AttachPoint attachPoint)
    {
        _isContinue = false;
        _answerAddress = component.Form == BridgeForm.Grafted ? 0 : ImageLayout.ActionAddress(_imageBytes);
        if (_transport == ImageTransport.Bytes)
        {
            return store.Call(component.Export(attachPoint)!);
        }

        if (store.Call(component.TextExport(attachPoint)!) is { } error)
        {
            return error;
        }

        _isContinue = store.PeekText().IsEmpty;
        return _isContinue ? null : store.CallWithoutArgument(component.TakeAction!);
    }

    /// <inheritdoc/>
    public GuestAnswer ReadAnswer(GuestStore store)
        => _isContinue ? MiddlewareAction.Continue : ActionImage.Read(store.ReadImage(), _answerAddress, maxHeaderBytes);

    /// <inheritdoc/>
    public void Write(GuestStore store, GuestInput input)
    {
        // All but the body is UTF-8 by the way it is written, and most bodies are. The image is looked at and not the body, for Wasmtime gets the image.
        if (!TryWrite(store, input, ImageTransport.Text) && !TryWrite(store, input, ImageTransport.Bytes))
        {
            throw new InvalidOperationException("The body was changed while the call ran.");
        }
    }

    private bool TryWrite(GuestStore store, GuestInput input, ImageTransport transport)
    {
        _transport = transport;
        ImageWriter image = store.BeginImage(transport);
        switch (input)
        {
            case MiddlewareRequest request:
                WriteRequest(image, request);
                break;
            case MiddlewareResponse response:
                WriteResponse(image, response);
                break;
            default:
                throw new ArgumentException($"There is no image for a {input.GetType().Name}.", nameof(input));
        }

        return store.TryEndImage();
    }

    private void WriteRequest(ImageWriter image, MiddlewareRequest request)
    {
        int method = Encoding.UTF8.GetByteCount(request.Method);
        int path = Encoding.UTF8.GetByteCount(request.Path);
        int query = Encoding.UTF8.GetByteCount(request.Query);
        int requestId = Encoding.UTF8.GetByteCount(request.RequestId);
        ReadOnlySpan<int> headerLengths = Measure(request.Headers);

        int table = ImageLayout.Base + ImageLayout.RequestBytes;
        int at = table + (headerLengths.Length / 2 * ImageLayout.HeaderBytes);
        WritePointer(image, Advance(ref at, method), method);
        WritePointer(image, Advance(ref at, path), path);
        WritePointer(image, Advance(ref at, query), query);
        WritePointer(image, table, headerLengths.Length / 2);
        int headers = Advance(ref at, Sum(headerLengths));
        WritePointer(image, Advance(ref at, request.Body.Length), request.Body.Length);
        WritePointer(image, Advance(ref at, requestId), requestId);
        WriteTime(image, request.NowEpochMs);
        WriteTable(image, headerLengths, headers);

        image.WriteText(request.Method, method);
        image.WriteText(request.Path, path);
        image.WriteText(request.Query, query);
        WriteHeaders(image, request.Headers, headerLengths);
        WriteBody(image, request.Body);
        image.WriteText(request.RequestId, requestId);
        _imageBytes = at - ImageLayout.Base;
    }

    private void WriteResponse(ImageWriter image, MiddlewareResponse response)
    {
        ReadOnlySpan<int> headerLengths = Measure(response.Headers);
        int table = ImageLayout.Base + ImageLayout.ResponseBytes;
        int at = table + (headerLengths.Length / 2 * ImageLayout.HeaderBytes);
        WritePointer(image, response.Status, 0);
        WritePointer(image, table, headerLengths.Length / 2);
        int headers = Advance(ref at, Sum(headerLengths));
        WritePointer(image, Advance(ref at, response.Body.Length), response.Body.Length);
        WritePointer(image, 0, 0);
        WriteTable(image, headerLengths, headers);
        WriteHeaders(image, response.Headers, headerLengths);
        WriteBody(image, response.Body);
        _imageBytes = at - ImageLayout.Base;
    }

    private static void WriteBody(ImageWriter image, MessageBody body)
    {
#if SABOTAGE
        body = Smg.Sabotage.Fault.ExtraCopy ? new MessageBody(body.ToArray()) : body;
#endif
        foreach (ReadOnlyMemory<byte> piece in body.Sequence)
        {
            image.WriteBytes(piece.Span);
        }
    }

    private static void WritePointer(ImageWriter image, int address, int length)
    {
        image.WriteNumber(address);
        image.WriteNumber(length);
    }

    private static void WriteTime(ImageWriter image, ulong milliseconds)
    {
        const int Bits = 28;
        image.WriteNumber((int)(milliseconds % ImageWriter.NumberLimit));
        image.WriteNumber((int)((milliseconds >> Bits) % ImageWriter.NumberLimit));
        WritePointer(image, (int)(milliseconds >> (2 * Bits)), 0);
    }

    private static int Advance(ref int at, int bytes)
    {
        int start = at;
        at = checked(at + bytes);
        return start;
    }

    private static int Sum(ReadOnlySpan<int> lengths)
    {
        int sum = 0;
        foreach (int length in lengths)
        {
            sum = checked(sum + length);
        }

        return sum;
    }

    private ReadOnlySpan<int> Measure(IReadOnlyList<Header> headers)
    {
        int count = headers.Count * 2;
        if (_lengths.Length < count)
        {
            _lengths = new int[count];
        }

        for (int i = 0; i < count / 2; i++)
        {
            Header header = headers[i];
            _lengths[2 * i] = Encoding.UTF8.GetByteCount(header.Name);
            _lengths[(2 * i) + 1] = Encoding.UTF8.GetByteCount(header.Value);
        }

        return _lengths.AsSpan(0, count);
    }

    private static void WriteTable(ImageWriter image, ReadOnlySpan<int> lengths, int at)
    {
        foreach (int length in lengths)
        {
            WritePointer(image, Advance(ref at, length), length);
        }
    }

    private static void WriteHeaders(ImageWriter image, IReadOnlyList<Header> headers, ReadOnlySpan<int> lengths)
    {
        for (int i = 0; i < lengths.Length / 2; i++)
        {
            Header header = headers[i];
            image.WriteText(header.Name, lengths[2 * i]);
            image.WriteText(header.Value, lengths[(2 * i) + 1]);
        }
    }
}
