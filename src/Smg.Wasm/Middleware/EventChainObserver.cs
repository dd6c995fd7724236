using Smg.Wasm.Modules;

namespace Smg.Wasm.Middleware;

/// <summary>What a chain of events reports while it runs.</summary>
/// <param name="PassedOver">Receives each open module that sees no more events: true where it failed, false where no place was left for
/// it.</param>
public sealed record EventChainObserver(Action<IChainLink, bool> PassedOver)
{
    /// <summary>Notes what each module decided. Defaults to null, nothing: it costs two readings of the clock for each event.</summary>
    public ChainTrace? Trace { get; init; }
}
