using Smg.Wasm.Modules;

namespace Smg.Wasm.Middleware;

/// <summary>How a stream's chain was opened. Without a chain, one of the other three says why the stream must not begin.</summary>
public readonly record struct EventChainOpening
{
    /// <summary>The chain, which the caller disposes; null when the stream must not begin.</summary>
    public EventChain? Chain { get; init; }

    /// <summary>A closed module for which no place was left; null when there was one for each.</summary>
    public IChainLink? WithoutPlace { get; init; }

    /// <summary>A closed module that failed to start; null when none did.</summary>
    public ChainRejection? Rejection { get; init; }

    /// <summary>Whether the caller gave the stream up.</summary>
    public bool IsCancelled { get; init; }
}
