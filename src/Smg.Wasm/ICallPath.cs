using Smg.Wasm.Compilation;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Middleware;

namespace Smg.Wasm;

/// <summary>How an input reaches a guest and how its action comes back.</summary>
internal interface ICallPath
{
    /// <summary>Writes an input as the argument of the next call, and no more.</summary>
    void Write(GuestStore store, MiddlewareInput input);

    /// <summary>Calls an attach point that the component exports.</summary>
    /// <returns>Null when it succeeded.</returns>
    NativeError? Call(GuestStore store, CompiledComponent component, AttachPoint attachPoint, MiddlewareInput input);

    /// <summary>Reads the result of the last call.</summary>
    /// <exception cref="InvalidDataException">The result is not an action.</exception>
    /// <exception cref="OutputTooLargeException">The action's headers have more bytes than the limit.</exception>
    MiddlewareAction ReadAction(GuestStore store);
}
