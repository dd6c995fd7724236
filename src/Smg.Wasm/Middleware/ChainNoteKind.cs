namespace Smg.Wasm.Middleware;

/// <summary>Kinds of notes.</summary>
public enum ChainNoteKind
{
    /// <summary>A module failed and the message was refused for it.</summary>
    Failed,

    /// <summary>A module failed and the message continued without it, as its policy allows.</summary>
    FailedOpen,

    /// <summary>Part of an action was dropped; the rest applies.</summary>
    Mended,

    /// <summary>A module rejected with a status that cannot be sent; the client gets another one.</summary>
    StatusReplaced,
}
