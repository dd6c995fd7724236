namespace Smg.Wasm.Options;

/// <summary>Where calls run.</summary>
public enum Dispatch
{
    /// <summary>On the caller's thread while a place is free and the thread's stack suffices, else on a worker.</summary>
    Inline,

    /// <summary>On a worker.</summary>
    Workers,
}
