using Smg.Wasm.Contract;
using Smg.Wasm.Failures;

namespace Smg.Wasm.Middleware;

/// <summary>Why a message is not forwarded.</summary>
/// <param name="Status">The status that the client gets, always from 200 to 599.</param>
/// <param name="Module">The module that refused it, by name.</param>
/// <param name="Failure">The failure; null when the module decided to reject.</param>
public sealed record ChainRejection(ushort Status, string Module, ExecutionFailure? Failure)
{
    /// <summary>
    /// Returns the answer for the client: the status, without headers and body, and without anything of an upstream's response.
    /// </summary>
    public MiddlewareResponse ToResponse() => new() { Status = Status };
}
