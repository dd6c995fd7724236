using Smg.Wasm.Contract;
using Smg.Wasm.Failures;

namespace Smg.Wasm.Middleware;

/// <summary>Why a message does not go on.</summary>
/// <param name="Status">The status that the client gets, always from 200 to 599.</param>
/// <param name="Module">The module that refused it, by name.</param>
/// <param name="Failure">What went wrong; null when the module simply decided so.</param>
public sealed record ChainRejection(ushort Status, string Module, ExecutionFailure? Failure)
{
    /// <summary>
    /// The answer for the client: the status, no headers and no body. Of an upstream's response that was refused, nothing is left.
    /// </summary>
    public MiddlewareResponse ToResponse() => new() { Status = Status };
}
