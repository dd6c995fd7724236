using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Storage;

/// <summary>One operation on its way through hooks: where it is, what columns it has, and what is to be noted.</summary>
internal struct StorageRun(IReadOnlyList<IChainLink> links, AttachPoint attachPoint, StorageInput input)
{
    private int _next;
    private bool _isCancelled;
    private IReadOnlyList<ExtraColumn> _columns = input is StorageAfterInput after ? after.Extra : [];
    private StorageRejection? _rejection;
    private List<ChainNote>? _notes;

    /// <summary>Whether a hook is still to be called.</summary>
    public readonly bool HasNext => _next < links.Count && !_isCancelled && _rejection is null;

    /// <summary>The hook that is to be called.</summary>
    public readonly WasmModule NextModule => links[_next].Module;

    /// <summary>What it is called with.</summary>
    public readonly StorageInput NextInput =>
        input is StorageAfterInput after && !ReferenceEquals(after.Extra, _columns) ? after with { Extra = _columns } : input;

    /// <summary>What came of the operation.</summary>
    public readonly StorageResult Result =>
        _isCancelled ? StorageResult.Cancelled(_notes)
        : _rejection is not null ? StorageResult.Rejected(_rejection, _notes)
        : StorageResult.Continued(_columns, _notes);

    /// <summary>Takes what the next hook answered.</summary>
    public void Take(in ExecutionResult result)
    {
        IChainLink link = links[_next++];
        switch (result.Answer)
        {
            case ColumnsAnswer columns when ColumnCheck.FindFault(columns.Columns) is { } fault:
                Fail(link, new ExecutionFailure(link.Module.Name, FailureStage.Apply, FailureCause.InvalidResult, fault));
                break;
            case ColumnsAnswer columns:
                Take(columns.Columns);
                break;
            case RefusalAnswer refusal:
                _rejection = new StorageRejection(refusal.Reason, link.Module.Name, Failure: null);
                break;
            default:
                Fail(link, result.Failure!);
                break;
        }
    }

    /// <summary>Before an operation each hook adds its columns; after it each gives all that there are to be.</summary>
    private void Take(IReadOnlyList<ExtraColumn> columns)
    {
        if (attachPoint == AttachPoint.StorageAfter || _columns.Count == 0)
        {
            _columns = columns;
        }
        else if (columns.Count > 0)
        {
            _columns = [.. _columns, .. columns];
        }
    }

    private void Fail(IChainLink link, ExecutionFailure failure)
    {
        string module = link.Module.Name;
        if (failure.Cause == FailureCause.Cancelled)
        {
            _isCancelled = true;
        }
        else if (link.FailurePolicy == FailurePolicy.Open)
        {
            Note(module, ChainNoteKind.FailedOpen, "The operation continues without the module's columns.", failure);
        }
        else
        {
            _rejection = new StorageRejection($"The storage hook '{module}' failed.", module, failure);
            Note(module, ChainNoteKind.Failed, "The operation is refused.", failure);
        }
    }

    private void Note(string module, ChainNoteKind kind, string message, ExecutionFailure failure) =>
        (_notes ??= []).Add(new ChainNote(module, kind, message, failure));
}
