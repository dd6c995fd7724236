using Smg.Wasm.Interop;
using Smg.Wasm.Middleware;

namespace Smg.Wasm;

/// <summary>How an input reaches a guest and how its action comes back.</summary>
internal interface ICallPath
{
    /// <summary>Writes the input as the argument of the next call.</summary>
    void WriteInput(GuestStore store, MiddlewareInput input);

    /// <summary>Reads the result of the last call.</summary>
    /// <exception cref="InvalidDataException">The result is not an action.</exception>
    MiddlewareAction ReadAction(GuestStore store);
}
