using Smg.Wasm.Modules;

namespace Smg.Wasm.Middleware;

/// <summary>Receives reports of a running chain of events.</summary>
/// <param name="PassedOver">Receives each open module that sees no more events: true where it failed, false where no place was left for
/// it.</param>
public sealed record EventChainObserver(Action<IChainLink, bool> PassedOver)
{
    /// <summary>
    /// Records the decisions of each module. Defaults to null, no record: it costs two readings of the clock for each event.
    /// </summary>
    public ChainTrace? Trace { get; init; }
}
