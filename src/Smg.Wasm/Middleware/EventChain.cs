using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Middleware;

/// <summary>
/// Passes the events of one stream through modules, one after the other: each sees the events as the modules before it left them, in one
/// instance for the stream's life. A closed module that fails ends the stream; an open one is skipped from then on, because its instance
/// and its state are gone. Call one method at a time; dispose from any thread.
/// </summary>
public sealed class EventChain : IDisposable
{
    private readonly List<Link> _links = [];
    private readonly WasmRuntime _runtime;
    private readonly EventChainObserver _observer;

    private EventChain(WasmRuntime runtime, EventChainObserver observer)
    {
        _runtime = runtime;
        _observer = observer;
    }

    /// <summary>Whether a module still sees events.</summary>
    public bool SeesEvents => _links.Exists(link => !link.IsOut);

    /// <summary>Whether a module that still sees events is closed: no event may pass it unseen.</summary>
    public bool IsClosed => _links.Exists(link => !link.IsOut && link.Place.FailurePolicy == FailurePolicy.Closed);

    /// <summary>Reserves an instance for each module and creates it.</summary>
    /// <param name="runtime">The runtime that runs the modules.</param>
    /// <param name="links">The modules in the order in which they are called.</param>
    /// <param name="observer">Receives what happens to the modules.</param>
    /// <param name="cancellationToken">Cancels the stream.</param>
    public static async ValueTask<EventChainOpening> OpenAsync(
        WasmRuntime runtime,
        IReadOnlyList<IChainLink> links,
        EventChainObserver observer,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentNullException.ThrowIfNull(links);
        ArgumentNullException.ThrowIfNull(observer);
        EventChain chain = new(runtime, observer);
        EventChainOpening opening = default;
        try
        {
            foreach (IChainLink link in links)
            {
                if (await chain.AddAsync(link, cancellationToken).ConfigureAwait(false) is { } refusal)
                {
                    return refusal;
                }
            }

            opening = new EventChainOpening { Chain = chain };
            return opening;
        }
        finally
        {
            if (opening.Chain is null)
            {
                chain.Dispose();
            }
        }
    }

    /// <summary>Passes an event through the modules.</summary>
    /// <param name="item">The event.</param>
    /// <param name="cancellationToken">Cancels the stream.</param>
    /// <returns>The outcome of the event. Await it exactly once.</returns>
    public ValueTask<EventResult> SendAsync(StreamEvent item, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        return RunAsync(item, cancellationToken);
    }

    /// <summary>Reports the end of the upstream's stream to the modules.</summary>
    /// <param name="cancellationToken">Cancels the stream.</param>
    /// <returns>The events that are still to be sent. Await it exactly once.</returns>
    public ValueTask<EventResult> EndAsync(CancellationToken cancellationToken = default) => RunAsync(item: null, cancellationToken);

    /// <summary>Frees all instances and their places.</summary>
    public void Dispose() => _links.ForEach(link => link.Instance.Dispose());

    private async ValueTask<EventChainOpening?> AddAsync(IChainLink link, CancellationToken cancellationToken)
    {
        bool isClosed = link.FailurePolicy == FailurePolicy.Closed;
        EventTally? tally = _observer.Trace?.Follow(link.Module.Name);
        if (_runtime.TryReserveStream(link.Module) is not { } instance)
        {
            tally?.FailWithoutPlace();
            if (isClosed)
            {
                return new EventChainOpening { WithoutPlace = link };
            }

            _observer.PassedOver(link, false);
            return null;
        }

        Link added = new(link, instance) { Tally = tally };
        _links.Add(added);
        if (await instance.OpenAsync(cancellationToken).ConfigureAwait(false) is not { } failure)
        {
            return null;
        }

        tally?.Fail(failure.Cause);
        if (failure.Cause == FailureCause.Cancelled)
        {
            return new EventChainOpening { IsCancelled = true };
        }

        if (isClosed)
        {
            return new EventChainOpening
            {
                Rejection = new ChainRejection(FailureStatus.Of(failure.Cause, AttachPoint.OnEvent), link.Module.Name, failure),
            };
        }

        PassOver(added);
        return null;
    }

    private async ValueTask<EventResult> RunAsync(StreamEvent? item, CancellationToken cancellationToken)
    {
        EventRun run = new(item);
        foreach (Link link in _links)
        {
            for (int i = 0; i < run.Count && !link.IsOut && !run.IsEndedHere; i++)
            {
                if (Take(link, run, i, await link.CallAsync(run[i], cancellationToken).ConfigureAwait(false)) is { } over)
                {
                    return over;
                }
            }

            if (
                run.IsEnd
                && !run.IsEndedHere
                && !link.IsOut
                && Take(link, run, run.Count, await link.CallAsync(null, cancellationToken).ConfigureAwait(false)) is { } ended
            )
            {
                return ended;
            }

            if (!link.IsOut && run.MadeLength > _runtime.Options.MaxBodySize && RefuseLength(link, run) is { } tooLong)
            {
                return tooLong;
            }

            run.Advance();
        }

        return run.Result;
    }

    /// <summary>Takes what a module answered.</summary>
    /// <returns>What ends the stream at once; null where nothing does.</returns>
    private EventResult? Take(Link link, EventRun run, int index, in ExecutionResult result)
    {
        if (result.Answer is EventAction action)
        {
            run.Take(index, action);
            return null;
        }

        ExecutionFailure failure = result.Failure!;
        if (failure.Cause == FailureCause.Cancelled)
        {
            return EventResult.Cancelled;
        }

        if (link.Place.FailurePolicy == FailurePolicy.Closed)
        {
            return EventResult.Failed(failure);
        }

        // What it has not seen goes on as it is.
        run.PassFrom(index);
        PassOver(link);
        return null;
    }

    /// <summary>Answers of a module that are small enough each, and too large together.</summary>
    private EventResult? RefuseLength(Link link, EventRun run)
    {
        string message = $"The events that replace one have more than the {_runtime.Options.MaxBodySize} bytes allowed.";
        ExecutionFailure failure = new(link.Place.Module.Name, FailureStage.Apply, FailureCause.OutputTooLarge, message);
        bool isClosed = link.Place.FailurePolicy == FailurePolicy.Closed;
        ChainNote note = new(
            failure.Module,
            isClosed ? ChainNoteKind.Failed : ChainNoteKind.FailedOpen,
            isClosed ? "The stream ends." : "The events continue without the module.",
            failure
        );
        _runtime.Diagnostics.Refused(AttachPoint.OnEvent, failure, note.Message);
        link.Tally?.Fail(failure.Cause);
        if (isClosed)
        {
            return EventResult.Failed(failure);
        }

        run.Discard();
        PassOver(link);
        return null;
    }

    private void PassOver(Link link)
    {
        link.IsOut = true;
        link.Instance.Dispose();
        _observer.PassedOver(link.Place, true);
    }

    /// <summary>A module and its instance.</summary>
    private sealed class Link(IChainLink place, StreamInstance instance)
    {
        public IChainLink Place { get; } = place;

        public StreamInstance Instance { get; } = instance;

        /// <summary>What it decided; null where nobody asks.</summary>
        public EventTally? Tally { get; init; }

        /// <summary>Whether it sees no more events.</summary>
        public bool IsOut { get; set; }

        public ValueTask<ExecutionResult> CallAsync(StreamEvent? item, CancellationToken cancellationToken) =>
            Tally is null ? Instance.SendAsync(item, cancellationToken) : Tally.CallAsync(Instance, item, cancellationToken);
    }
}
