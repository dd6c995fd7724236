using Smg.Wasm.Compilation;
using Smg.Wasm.Dynamic;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Middleware;
using Smg.Wasm.Options;

namespace Smg.Wasm.Bridge;

/// <summary>
/// Calls a guest through the adapter in its component. Each part of a message crosses as one value: names and values as one list of texts, the body as text,
/// or, where it is not UTF-8, as seven bits of each byte with the eighth bits behind them.
/// </summary>
/// <param name="options">The runtime's options.</param>
internal sealed class AdapterPath(WasmRuntimeOptions options) : ICallPath
{
    private const int BeginList = 0;
    private const int BodyList = 1;
    private const int EndList = 2;
    private const int Lists = 3;

    /// <summary>Words that are kept between calls: more are given up after the call, so that one large body does not hold memory for ever.</summary>
    private const int KeptWords = 16 << 10;

    private readonly int _maxHeaderBytes = options.MaxHeaderBytes;
    private readonly int _maxBodyBytes = options.MaxBodySize;
    private readonly bool _bodyAsValues = options.CallPath == CallPath.Dynamic;
    private ulong[] _highBits = new ulong[64];

    /// <summary>Words of eighth bits that the body has; 0 where it crosses as it is.</summary>
    private int _words;

    /// <summary>Whether all parts cross in one call.</summary>
    private bool _isWhole;

    /// <inheritdoc/>
    public void Write(GuestStore store, CompiledFunction function, GuestInput input)
    {
        MiddlewareInput message = input as MiddlewareInput ?? throw new ArgumentException($"A {input.GetType().Name} is not a message.", nameof(input));
#if SABOTAGE
        message = Smg.Sabotage.Fault.ExtraCopy ? message with { Body = new MessageBody(message.Body.ToArray()) } : message;
#endif
        bool isRequest = message is MiddlewareRequest;
        _words = 0;
        ComponentValueWriter lists = store.Argument();
        lists.WriteList(Lists);
        ComponentValueWriter parts = lists.Item(BeginList);
        _isWhole = TryWriteBody(parts, function.Adapter!, message, isRequest);
        if (!_isWhole)
        {
            WriteBodyAlone(lists.Item(BodyList), message.Body);
            parts.WriteList(isRequest ? 4 : 2);
        }

        ComponentValueWriter end = lists.Item(EndList);
        end.WriteList(isRequest && !_isWhole ? 2 : 0);
        if (message is MiddlewareRequest request)
        {
            WriteRequest(parts, end, request);
        }
        else
        {
            parts.Item(0).WriteU16(((MiddlewareResponse)message).Status);
            WriteHeaders(parts.Item(1), message.Headers);
        }
    }

    /// <inheritdoc/>
    public NativeError? Call(GuestStore store, CompiledFunction function)
    {
        AdapterFunctions adapter = function.Adapter!;
        if (_isWhole)
        {
            return store.CallWithItems(_bodyAsValues ? adapter.Values : adapter.Whole!, BeginList, hasResult: true);
        }

        return store.CallWithItems(adapter.Begin, BeginList, hasResult: false)
            ?? store.CallWithItems(adapter.Body, BodyList, hasResult: false)
            ?? MendBody(store, adapter)
            ?? store.CallWithItems(adapter.End, EndList, hasResult: true);
    }

    /// <inheritdoc/>
    public NativeError? ReadAnswer(GuestStore store, CompiledFunction function, out GuestAnswer? answer)
    {
        AnswerCode code = new(store.Result.ReadU64());
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
            case AnswerCase.Unaligned:
                throw new InvalidDataException("return pointer not aligned");
            case AnswerCase.OutsideMemory:
                throw new InvalidDataException("pointer out of bounds of memory");
            case AnswerCase.ListOutsideMemory:
                throw new InvalidDataException("list pointer/length out of bounds of memory");
            case AnswerCase.Unknown:
            default:
                throw new InvalidDataException($"unexpected discriminant: {code.Status}");
        }
    }

    /// <summary>Writes the body among all parts, if it can cross there.</summary>
    private bool TryWriteBody(ComponentValueWriter parts, AdapterFunctions adapter, MiddlewareInput message, bool isRequest)
    {
        if (!_bodyAsValues && adapter.Whole is null)
        {
            return false;
        }

        parts.WriteList(isRequest ? 7 : 3);
        ComponentValueWriter body = parts.Item(isRequest ? 4 : 2);
        if (_bodyAsValues)
        {
            body.WriteBytes(message.Body.Sequence);
            return true;
        }

        return body.TryWriteUtf8(message.Body.Sequence);
    }

    private void WriteBodyAlone(ComponentValueWriter list, in MessageBody body)
    {
        list.WriteList(1);
        if (list.Item(0).TryWriteUtf8(body.Sequence))
        {
            return;
        }

        _words = AdapterBody.Words(body.Length);
        if (_highBits.Length < _words || _highBits.Length > KeptWords)
        {
            _highBits = new ulong[_words];
        }

        list.Item(0).WriteLowBits(body.Sequence, _highBits);
    }

    private void WriteRequest(ComponentValueWriter parts, ComponentValueWriter end, MiddlewareRequest request)
    {
        parts.Item(0).WriteString(request.Method);
        parts.Item(1).WriteString(request.Path);
        parts.Item(2).WriteString(request.Query);
        WriteHeaders(parts.Item(3), request.Headers);
                (_isWhole ? parts.Item(5) : end.Item(0)).WriteString(request.RequestId);
        (_isWhole ? parts.Item(6) : end.Item(1)).WriteU64(request.NowEpochMs);
    }

    private static void WriteHeaders(ComponentValueWriter list, IReadOnlyList<Header> headers)
    {
        // Counted once: native code reads every item of the list, also of one that its owner shortens meanwhile.
        int count = headers.Count;
        list.WriteList(checked(2 * count));
        for (int i = 0; i < count; i++)
        {
            Header header = headers[i];
            list.Item(2 * i).WriteString(header.Name);
            list.Item((2 * i) + 1).WriteString(header.Value);
        }
    }

    private NativeError? MendBody(GuestStore store, AdapterFunctions adapter)
    {
        Span<ulong> words = stackalloc ulong[AdapterBody.WordsPerCall];
        for (int first = 0; first < _words; first += AdapterBody.WordsPerCall)
        {
            words.Clear();
            _highBits.AsSpan(first, Math.Min(AdapterBody.WordsPerCall, _words - first)).CopyTo(words);
            if (words.ContainsAnyExcept(0ul) && store.CallWithWords(adapter.Mend, (uint)first * AdapterBody.BytesPerWord, words) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private NativeError? ReadModification(GuestStore store, AdapterFunctions adapter, uint cost, out GuestAnswer? answer)
    {
        answer = null;
        new OutputBudget(_maxHeaderBytes, ActionReader.HeadersHave).SpendText((int)Math.Min(cost, int.MaxValue));
        if (store.CallWithoutArgument(adapter.Modify) is { } error)
        {
            return error;
        }

        ModifyAction modification = ModificationReader.Read(store.Result, _maxHeaderBytes, out uint? bodyLength);
        if (bodyLength is { } length)
        {
            if (length > _maxBodyBytes)
            {
                throw OutputTooLargeException.NewBody(length, _maxBodyBytes);
            }

            if (store.CallWithoutArgument(adapter.NewBody) is { } bodyError)
            {
                return bodyError;
            }

            modification = modification with { BodyReplace = store.Result.ReadLatin1((int)length) };
        }

        answer = modification;
        return null;
    }
}
