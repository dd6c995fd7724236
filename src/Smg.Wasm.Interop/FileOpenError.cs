namespace Smg.Wasm.Interop;

/// <summary>Why a file could not be opened.</summary>
public enum FileOpenError
{
    /// <summary>There is nothing of that name.</summary>
    NotFound,

    /// <summary>Its links go in a circle, or are too many.</summary>
    TooManyLinks,

    /// <summary>The process may not read it.</summary>
    NotPermitted,

    /// <summary>It is a socket, or a device that nothing serves.</summary>
    NothingBehind,

    /// <summary>Another reason.</summary>
    Other,
}
