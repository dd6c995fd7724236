using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Middleware;

/// <summary>
/// One message on its way through a chain: where it is, what it has become, and what is to be noted. It is a value, so that a chain whose
/// modules all answer at once and change nothing needs no memory.
/// </summary>
internal struct ChainRun<TMessage>(IReadOnlyList<IChainLink> links, AttachPoint attachPoint, TMessage message)
    where TMessage : MiddlewareInput
{
    private int _next;
    private bool _isCancelled;
    private ChainRejection? _rejection;
    private List<ChainNote>? _notes;

    /// <summary>Whether a module is still to be called.</summary>
    public readonly bool HasNext => _next < links.Count && !_isCancelled && _rejection is null;

    /// <summary>The module that is to be called.</summary>
    public readonly WasmModule NextModule => links[_next].Module;

    /// <summary>The message as the next module gets it: without its body where the module does not need that.</summary>
    public readonly TMessage NextMessage =>
        links[_next].NeedsBody || Message.Body.Length == 0 ? Message : (TMessage)((MiddlewareInput)Message with { Body = default });

    /// <summary>The message as the modules so far have left it.</summary>
    public TMessage Message { get; private set; } = message;

    /// <summary>What came of the message.</summary>
    public readonly ChainResult<TMessage> Result =>
        _isCancelled ? ChainResult<TMessage>.Cancelled(_notes)
        : _rejection is not null ? ChainResult<TMessage>.Rejected(_rejection, _notes)
        : ChainResult<TMessage>.Forwarded(Message, _notes);

    /// <summary>Takes what the next module answered.</summary>
    public void Take(in ExecutionResult result)
    {
        IChainLink link = links[_next++];
        switch (result.Answer)
        {
            case ContinueAction:
                break;
            case RejectAction reject:
                Reject(link, reject.Status);
                break;
            case ModifyAction modify:
                Modify(link, modify);
                break;
            default:
                Fail(link, result.Failure!);
                break;
        }
    }

    /// <summary>A module that wants to reject rejects, whatever its status and its policy.</summary>
    private void Reject(IChainLink link, ushort status)
    {
        string module = link.Module.Name;
        if (StatusRange.IsFinal(status))
        {
            _rejection = new ChainRejection(status, module, Failure: null);
            return;
        }

        ExecutionFailure failure = InvalidDecision(
            module,
            $"The module rejected with the status {status}, which is not between 200 and 599."
        );
        _rejection = new ChainRejection(FailureStatus.Broken, module, failure);
        Note(module, ChainNoteKind.StatusReplaced, $"The client gets {FailureStatus.Broken} instead of {status}.", failure);
    }

    private void Modify(IChainLink link, ModifyAction action)
    {
        string module = link.Module.Name;
        if (ActionCheck.FindFault(action, attachPoint) is { } fault)
        {
            Fail(link, InvalidDecision(module, fault));
            return;
        }

        Message = (TMessage)ActionApplier.Apply(Message, action, attachPoint, out IReadOnlyCollection<string> dropped);
        if (dropped.Count > 0)
        {
            Note(module, ChainNoteKind.Mended, $"changes to headers that only the host sets: {string.Join(", ", dropped)}.");
        }
    }

    private void Fail(IChainLink link, ExecutionFailure failure)
    {
        string module = link.Module.Name;
        if (failure.Cause == FailureCause.Cancelled)
        {
            _isCancelled = true;
        }
        else if (link.FailurePolicy == FailurePolicy.Open || attachPoint == AttachPoint.OnError)
        {
            Note(module, ChainNoteKind.FailedOpen, "The message continues without the module.", failure);
        }
        else
        {
            _rejection = new ChainRejection(FailureStatus.Of(failure.Cause, attachPoint), module, failure);
            Note(module, ChainNoteKind.Failed, $"The client gets {_rejection.Status}.", failure);
        }
    }

    private static ExecutionFailure InvalidDecision(string module, string message) =>
        new(module, FailureStage.Apply, FailureCause.InvalidResult, message);

    private void Note(string module, ChainNoteKind kind, string message, ExecutionFailure? failure = null) =>
        (_notes ??= []).Add(new ChainNote(module, kind, message, failure));
}
