namespace Smg.Wasm.Options;

/// <summary>Threads on which calls run.</summary>
public enum Dispatch
{
    /// <summary>On the caller's thread while a place is free and the thread's stack suffices, else on a worker.</summary>
    Inline,

    /// <summary>Always on a worker.</summary>
    Workers,
}
