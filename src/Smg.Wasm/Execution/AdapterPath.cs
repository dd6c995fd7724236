using Smg.Wasm.Adapters;
using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Options;

namespace Smg.Wasm.Execution;

/// <summary>
/// Calls a guest through the adapter in its component. Each part of a message crosses as one value: names and values as one list of texts,
/// the body as text, or, where it is not UTF-8, as seven bits of each byte with the eighth bits behind them.
/// </summary>
/// <param name="options">The runtime's options.</param>
internal sealed class AdapterPath(WasmRuntimeOptions options) : ICallPath
{
    private const int BeginList = 0;
    private const int BodyList = 1;
    private const int EndList = 2;
    private const int Lists = 3;

    /// <summary>
    /// Words that are kept between calls: more are given up after the call, so that one large body does not hold memory for ever.
    /// </summary>
    private const int KeptWords = 16 << 10;

    private readonly int _maxHeaderBytes = options.MaxHeaderBytes;
    private readonly int _maxBodyBytes = options.MaxBodySize;
    private readonly bool _bodyAsValues = options.CallPath == CallPath.Dynamic;
    private ulong[] _highBits = new ulong[64];

    /// <summary>Words of eighth bits that the body has; 0 where it crosses as it is.</summary>
    private int _words;

    private Crossing _crossing;

    /// <summary>How the parts of a message cross.</summary>
    private enum Crossing
    {
        /// <summary>All in one image.</summary>
        Image,

        /// <summary>All as values of their own, in one call.</summary>
        Values,

        /// <summary>The parts before the body in an image, the others as values of their own in a second call.</summary>
        ImageAndRest,

        /// <summary>The parts before the body in an image, the others one by one.</summary>
        ImageAndPieces,

        /// <summary>All one by one.</summary>
        Pieces,
    }

    /// <inheritdoc/>
    public void Write(GuestStore store, CompiledFunction function, GuestInput input)
    {
        MiddlewareInput message =
            input as MiddlewareInput ?? throw new ArgumentException($"A {input.GetType().Name} is not a message.", nameof(input));
#if SABOTAGE
        message = Smg.Sabotage.Fault.ExtraCopy ? message with { Body = new MessageBody(message.Body.ToArray()) } : message;
#endif
        _words = 0;
        ComponentValueWriter lists = store.Argument();
        lists.WriteList(Lists);
        ComponentValueWriter parts = lists.Item(BeginList);
        lists.Item(BodyList).WriteList(0);
        lists.Item(EndList).WriteList(0);
        _crossing = _bodyAsValues ? Crossing.Values : WriteImage(parts, function.Adapter!, message);
        if (_crossing is Crossing.Values or Crossing.Pieces)
        {
            WriteParts(parts, message);
        }

        if (_crossing == Crossing.ImageAndRest && !TryWriteRest(lists.Item(BodyList), message))
        {
            _crossing = Crossing.ImageAndPieces;
            WriteLowBits(lists.Item(BodyList), message.Body);
            WriteEnd(lists.Item(EndList), message);
        }
        else if (_crossing == Crossing.Pieces)
        {
            WriteBody(lists.Item(BodyList), message.Body);
            WriteEnd(lists.Item(EndList), message);
        }
    }

    /// <inheritdoc/>
    public NativeError? Call(GuestStore store, CompiledFunction function)
    {
        AdapterFunctions adapter = function.Adapter!;
        return _crossing switch
        {
            Crossing.Image => store.CallWithItems(adapter.Image!, BeginList, hasResult: true),
            Crossing.Values => store.CallWithItems(adapter.Values, BeginList, hasResult: true),
            Crossing.ImageAndRest => store.CallWithItems(adapter.Image!, BeginList, hasResult: true)
                ?? store.CallWithItems(adapter.Rest!, BodyList, hasResult: true),
            Crossing.ImageAndPieces => store.CallWithItems(adapter.Image!, BeginList, hasResult: true) ?? CallWithRest(store, adapter),
            _ => store.CallWithItems(adapter.Begin, BeginList, hasResult: false) ?? CallWithRest(store, adapter),
        };
    }

    /// <inheritdoc/>
    public NativeError? ReadAnswer(GuestStore store, CompiledFunction function, out GuestAnswer? answer)
    {
        AnswerCode code = new(store.Result.ReadU32());
        switch (code.Case)
        {
            case AnswerCase.Continue:
                answer = MiddlewareAction.Continue;
                return null;
            case AnswerCase.Reject:
                answer = new RejectAction(code.Status);
                return null;
            case AnswerCase.Modify:
                return ReadModification(store, function.Adapter!, code.Cost, out answer);
            default:
                throw code.Fault();
        }
    }

    /// <summary>Writes the message as an image, with the body or up to it.</summary>
    /// <returns>How the message crosses.</returns>
    private static Crossing WriteImage(ComponentValueWriter parts, AdapterFunctions adapter, MiddlewareInput message)
    {
        if (adapter.Image is null)
        {
            return Crossing.Pieces;
        }

        parts.WriteList(2);
        parts.Item(1).WriteString("");
        return message.Body.Length <= AdapterImage.MaxBodyBytes
            && AdapterImage.TryWrite(parts.Item(0), message, new ImageScope(adapter.Point, IsWhole: true))
                ? Crossing.Image
            : AdapterImage.TryWrite(parts.Item(0), message, new ImageScope(adapter.Point, IsWhole: false)) ? Crossing.ImageAndRest
            : Crossing.Pieces;
    }

    /// <summary>Writes the parts before the body as values, and all others with them where the body crosses as values.</summary>
    private void WriteParts(ComponentValueWriter parts, MiddlewareInput message)
    {
        bool isWhole = _crossing == Crossing.Values;
        if (message is not MiddlewareRequest request)
        {
            parts.WriteList(isWhole ? 3 : 2);
            parts.Item(0).WriteU16(((MiddlewareResponse)message).Status);
            WriteHeaders(parts.Item(1), message.Headers);
            WriteBytes(parts, isWhole, 2, message.Body);
            return;
        }

        parts.WriteList(isWhole ? 7 : 4);
        parts.Item(0).WriteString(request.Method);
        parts.Item(1).WriteString(request.Path);
        parts.Item(2).WriteString(request.Query);
        WriteHeaders(parts.Item(3), request.Headers);
        WriteBytes(parts, isWhole, 4, request.Body);
        if (isWhole)
        {
            parts.Item(5).WriteString(request.RequestId);
            parts.Item(6).WriteU64(request.NowEpochMs);
        }
    }

    private static void WriteBytes(ComponentValueWriter parts, bool isWhole, int item, in MessageBody body)
    {
        if (isWhole)
        {
            parts.Item(item).WriteBytes(body.Sequence);
        }
    }

    private void WriteBody(ComponentValueWriter list, in MessageBody body)
    {
        list.WriteList(1);
        if (!list.Item(0).TryWriteUtf8(body.Sequence))
        {
            WriteLowBits(list, body);
        }
    }

    private void WriteLowBits(ComponentValueWriter list, in MessageBody body)
    {
        list.WriteList(1);
        _words = AdapterBody.Words(body.Length);
        if (_highBits.Length < _words || _highBits.Length > KeptWords)
        {
            _highBits = new ulong[_words];
        }

        list.Item(0).WriteLowBits(body.Sequence, _highBits);
    }

    /// <summary>Writes the body, if it is text, and the parts behind it.</summary>
    private static bool TryWriteRest(ComponentValueWriter rest, MiddlewareInput message)
    {
        rest.WriteList(1 + EndParts(message));
        if (!rest.Item(0).TryWriteUtf8(message.Body.Sequence))
        {
            return false;
        }

        WriteEndAt(rest, first: 1, message);
        return true;
    }

    private static int EndParts(MiddlewareInput message) => message is MiddlewareRequest ? 2 : 0;

    private static void WriteEnd(ComponentValueWriter end, MiddlewareInput message)
    {
        end.WriteList(EndParts(message));
        WriteEndAt(end, first: 0, message);
    }

    private static void WriteEndAt(ComponentValueWriter end, int first, MiddlewareInput message)
    {
        if (message is MiddlewareRequest request)
        {
            end.Item(first).WriteString(request.RequestId);
            end.Item(first + 1).WriteU64(request.NowEpochMs);
        }
    }

    private NativeError? CallWithRest(GuestStore store, AdapterFunctions adapter) =>
        store.CallWithItems(adapter.Body, BodyList, hasResult: false)
        ?? MendBody(store, adapter)
        ?? store.CallWithItems(adapter.End, EndList, hasResult: true);

    private static void WriteHeaders(ComponentValueWriter list, IReadOnlyList<Header> headers) =>
        PairList.WriteTexts(list, headers, static header => (header.Name, header.Value));

    private NativeError? MendBody(GuestStore store, AdapterFunctions adapter)
    {
        Span<ulong> words = stackalloc ulong[AdapterBody.WordsPerCall];
        for (int first = 0; first < _words; first += AdapterBody.WordsPerCall)
        {
            words.Clear();
            _highBits.AsSpan(first, Math.Min(AdapterBody.WordsPerCall, _words - first)).CopyTo(words);
            if (
                words.ContainsAnyExcept(0ul)
                && store.CallWithWords(adapter.Mend, (uint)first * AdapterBody.BytesPerWord, words) is { } error
            )
            {
                return error;
            }
        }

        return null;
    }

    private NativeError? ReadModification(GuestStore store, AdapterFunctions adapter, int cost, out GuestAnswer? answer)
    {
        answer = null;
        new OutputBudget(_maxHeaderBytes, ActionReader.HeadersHave).SpendText(cost);
        if (store.CallWithoutArgument(adapter.Modify) is { } error)
        {
            return error;
        }

        ModifyAction modification = ActionReader.ReadHead(store.Result, _maxHeaderBytes);
        if (NewBodyPlace.Find(store.Result.Element(4)) is { } place)
        {
            if (place.Length > _maxBodyBytes)
            {
                throw OutputTooLargeException.NewBody(place.Length, _maxBodyBytes);
            }

            if (store.CallWithoutArgument(adapter.NewBody) is { } bodyError)
            {
                return bodyError;
            }

            byte[] lifted = store.Result.ReadLatin1((int)place.Length + place.LeadingBytes);
            modification = modification with { BodyReplace = lifted.AsMemory(place.LeadingBytes) };
        }

        answer = modification;
        return null;
    }
}
