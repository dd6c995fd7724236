using System.Buffers;
using System.Text;
using Smg.Wasm.Adapters;
using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Options;

namespace Smg.Wasm.Execution;

/// <summary>
/// Calls a guest through the adapter in its core module: the host writes a message into their memories, and reads the answer there. Texts
/// and small bodies go through the image, as in a component; a larger body goes into a block of the guest's allocator at once.
/// </summary>
/// <param name="options">The runtime's options.</param>
internal sealed class DirectPath(WasmRuntimeOptions options) : ICallPath
{
    private const ulong TextAlignment = 1;

    private static readonly CoreExport Image = new(DirectNames.Image);
    private static readonly CoreExport Memory = new(DirectNames.Memory);
    private static readonly CoreExport Room = new(DirectNames.Room);
    private static readonly CoreExport Action = new(DirectNames.Action);
    private static readonly CoreExport End = new(DirectNames.End);
    private static readonly CoreExport Pages = new(DirectNames.Pages);
    private static readonly CoreExport Reset = new(DirectNames.Reset);
    private static readonly CoreExport Outside = new(DirectNames.Outside);
    private static readonly CoreExport?[] Runs = OfMessages(DirectNames.Run);
    private static readonly CoreExport?[] Blocks = OfMessages(DirectNames.Block);
    private static readonly CoreExport?[] Rests = OfMessages(DirectNames.Rest);

    private readonly int _maxHeaderBytes = options.MaxHeaderBytes;
    private readonly int _maxBodyBytes = options.MaxBodySize;
    private MiddlewareInput? _message;
    private NativeError? _noRoom;
    private bool _isWhole;
    private AnswerCode _code;

    /// <summary>Whether a component's core module serves a call; where it does not, the component does.</summary>
    public static bool Serves(CompiledComponent component, AttachPoint attachPoint, GuestInput input) =>
        component.Core is not null
        && input is MiddlewareInput message
        && component.Find(attachPoint) is { TypeDifference: null, Adapter.Image: not null }
        && AdapterImage.Measure(message, isWhole: false, AdapterImage.MaxBytes) is not null;

    /// <summary>Reads the pages that a call needed.</summary>
    /// <returns>Null when it succeeded.</returns>
    public static NativeError? ReadPages(GuestStore store, out ulong pages) => store.Core.Call(Pages, [], out pages);

    /// <summary>Whether the call that failed needs what is not in the core module: the component serves it.</summary>
    public static bool CalledOutside(GuestStore store) => store.Core.IsSet(Outside);

    /// <summary>Makes the instance that was called as new.</summary>
    /// <returns>False where it must not be called again.</returns>
    public static bool TryReset(GuestStore store) => store.Core.TryReset(Reset);

    /// <inheritdoc/>
    public void Write(GuestStore store, CompiledFunction function, GuestInput input)
    {
        MiddlewareInput message = (MiddlewareInput)input;
#if SABOTAGE
        message = Smg.Sabotage.Fault.ExtraCopy ? message with { Body = new MessageBody(message.Body.ToArray()) } : message;
#endif
        _noRoom = null;
        ulong room = store.Core.Memory(Image).Length;
        int? whole = message.Body.Length <= AdapterImage.MaxBodyBytes ? AdapterImage.Measure(message, isWhole: true, room) : null;

        // Rather a block for the body than a larger memory for the image.
        _isWhole = (ulong?)whole <= room;
        int bytes = _isWhole ? whole!.Value : RequireFit(AdapterImage.Measure(message, isWhole: false, room));
        if ((ulong)bytes > room)
        {
            _noRoom = store.Core.Call(Room, [(ulong)bytes], out _);
        }

        if (_noRoom is null)
        {
            AdapterImage.Write(store.Core.Place(Image, 0, (ulong)bytes), message, new ImageScope(function.Contract.Point, _isWhole));
        }

        _message = message;
    }

    /// <summary>What <see cref="Serves"/> saw before the instance was made.</summary>
    private static int RequireFit(int? bytes) =>
        bytes ?? throw new InvalidOperationException("the message became larger while it was written");

    /// <inheritdoc/>
    public NativeError? Call(GuestStore store, CompiledFunction function)
    {
        (MiddlewareInput message, _message) = (_message!, null);
        if (_noRoom is not null)
        {
            return _noRoom;
        }

        int point = (int)function.Contract.Point;
        NativeError? error = store.Core.Call(Runs[point]!, [], out ulong code);
        if (error is null && !_isWhole)
        {
            error = CallWithRest(store.Core, point, message, out code);
        }

        _code = new AnswerCode((uint)code);
        return error;
    }

    /// <inheritdoc/>
    public NativeError? ReadAnswer(GuestStore store, CompiledFunction function, out GuestAnswer? answer)
    {
        answer = null;
        switch (_code.Case)
        {
            case AnswerCase.Continue:
                answer = MiddlewareAction.Continue;
                break;
            case AnswerCase.Reject:
                answer = new RejectAction(_code.Status);
                break;
            case AnswerCase.Modify:
                new OutputBudget(_maxHeaderBytes, ActionReader.HeadersHave).SpendText(_code.Cost);
                if (store.Core.Call(Action, [], out ulong action) is { } error)
                {
                    return error;
                }

                answer = new DirectAnswer(store.Core.Memory(Memory), (uint)action).Read(_maxBodyBytes);
                break;
            default:
                throw _code.Fault();
        }

        // Without a rest, the guest was told when nothing is left to be read.
        return _isWhole && _code.Case != AnswerCase.Modify ? null : store.Core.Call(End, [], out _);
    }

    /// <summary>Writes the body, and what is behind it, and calls the guest.</summary>
    private static NativeError? CallWithRest(CoreCaller core, int point, MiddlewareInput message, out ulong code)
    {
        code = 0;
        (CoreExport block, CoreExport rest) = (Blocks[point]!, Rests[point]!);
        ReadOnlySequence<byte> body = message.Body.Sequence;
        int length = message.Body.Length;
        if (Allocate(core, block, length, out Span<byte> place, out ulong address) is { } noBody)
        {
            return noBody;
        }

        body.CopyTo(place);
        if (message is not MiddlewareRequest request)
        {
            return core.Call(rest, [address, (ulong)length], out code);
        }

        int idLength = Encoding.UTF8.GetByteCount(request.RequestId);
        if (Allocate(core, block, idLength, out place, out ulong id) is { } noId)
        {
            return noId;
        }

        Encoding.UTF8.GetBytes(request.RequestId, place);
        return core.Call(rest, [address, (ulong)length, id, (ulong)idLength, request.NowEpochMs], out code);
    }

    /// <summary>Gets a block of the guest's allocator. The adapter refuses one that is not within the guest's memory.</summary>
    private static NativeError? Allocate(CoreCaller core, CoreExport block, int length, out Span<byte> place, out ulong address)
    {
        NativeError? error = core.Call(block, [TextAlignment, (ulong)length], out address);
        address = (uint)address;
        place = error is null ? core.Place(Memory, address, (ulong)length) : default;
        return error;
    }

    /// <summary>What serves the attach points that carry messages, by their number.</summary>
    private static CoreExport?[] OfMessages(Func<AttachPoint, string> name)
    {
        CoreExport?[] exports = new CoreExport?[AttachPointTable.Length];
        foreach (AttachPointContract contract in AttachPointTable.All.Where(contract => contract.HasBody))
        {
            exports[(int)contract.Point] = new CoreExport(name(contract.Point));
        }

        return exports;
    }
}
