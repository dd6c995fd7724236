namespace Smg.Wasm.Interop;

/// <summary>What a path turned out to name.</summary>
public enum FileKind
{
    /// <summary>A file with a length.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A named pipe.</summary>
    Pipe,

    /// <summary>A socket.</summary>
    Socket,

    /// <summary>A character or block device.</summary>
    Device,

    /// <summary>Something else.</summary>
    Other,
}
