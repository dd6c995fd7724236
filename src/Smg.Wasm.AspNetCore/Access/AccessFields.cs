using System.Net;
using Yarp.ReverseProxy.Forwarder;

namespace Smg.Wasm.AspNetCore.Access;

/// <summary>What is logged of a request and its answer. The query is left out: clients put keys in it.</summary>
internal readonly record struct AccessFields
{
    /// <summary>The id that client and upstream have too.</summary>
    public required string RequestId { get; init; }

    /// <summary>The address that the connection comes from.</summary>
    public required IPAddress? Client { get; init; }

    /// <summary>The method as it was received.</summary>
    public required string Method { get; init; }

    /// <summary>
    /// The path that modules and upstream saw; where the target was refused, the path as it was received, empty unless the target was one.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>For instance HTTP/1.1.</summary>
    public required string Protocol { get; init; }

    /// <summary>The answer's status; null where the client was gone before one.</summary>
    public required int? Status { get; init; }

    /// <summary>The answer's Content-Length; null where it has none.</summary>
    public required long? ResponseBytes { get; init; }

    /// <summary>Whether the connection ended before the answer did.</summary>
    public required bool IsCut { get; init; }

    /// <summary>How forwarding failed; null where it did not.</summary>
    public required ForwarderError? Error { get; init; }
}
