using System.Text.Json.Serialization;
using Smg.Wasm.Contract;
using Smg.Wasm.Options;

namespace Smg.Wasm.Modules;

/// <summary>
/// What happens to a response that arrives as a stream (server-sent events, NDJSON, an upgraded connection) when a module needs its whole
/// body.
/// </summary>
public enum StreamPolicy
{
    /// <summary>The stream passes; the module does not see it.</summary>
    [JsonStringEnumMemberName("pass")]
    Pass,

    /// <summary>The client gets 502 before the first byte.</summary>
    [JsonStringEnumMemberName("reject")]
    Reject,

    /// <summary>
    /// The stream is collected up to the body limit and sent in one piece. An upgraded connection cannot be collected and is rejected.
    /// </summary>
    [JsonStringEnumMemberName("buffer")]
    Buffer,

    /// <summary>
    /// The module sees each event of a stream of server-sent events (<see cref="AttachPoint.OnEvent"/>), and the client gets it at once.
    /// Other streams are rejected for Closed and pass for Open, and so are all streams beyond <see cref="WasmRuntimeOptions.MaxStreams"/>.
    /// </summary>
    [JsonStringEnumMemberName("events")]
    Events,
}
