using Smg.Wasm.Modules;

namespace Smg.Wasm.Middleware;

/// <summary>
/// Result of opening a stream's chain. Without a chain, one of the other three members says why the stream must not begin.
/// </summary>
public readonly record struct EventChainOpening
{
    /// <summary>The chain, which the caller disposes; null when the stream must not begin.</summary>
    public EventChain? Chain { get; init; }

    /// <summary>The closed module for which no instance was free; null when each module got one.</summary>
    public IChainLink? WithoutPlace { get; init; }

    /// <summary>The rejection by a closed module that failed to start; null when all started.</summary>
    public ChainRejection? Rejection { get; init; }

    /// <summary>Whether the caller cancelled.</summary>
    public bool IsCancelled { get; init; }
}
