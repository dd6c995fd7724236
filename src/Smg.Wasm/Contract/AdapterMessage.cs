namespace Smg.Wasm.Contract;

/// <summary>The kinds of messages that the in-guest adapter carries.</summary>
internal enum AdapterMessage
{
    /// <summary>None.</summary>
    None,

    /// <summary>A request.</summary>
    Request,

    /// <summary>A response.</summary>
    Response,
}
