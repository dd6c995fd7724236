using Smg.Wasm.Compilation;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Middleware;

namespace Smg.Wasm;

/// <summary>How an input reaches a guest and how its answer comes back.</summary>
internal interface ICallPath
{
    /// <summary>Writes an input as what the next call takes, and no more.</summary>
    void Write(GuestStore store, GuestInput input);

    /// <summary>Calls an attach point that the component exports, with the input that was written.</summary>
    /// <returns>Null when it succeeded.</returns>
    NativeError? Call(GuestStore store, CompiledComponent component, AttachPoint attachPoint);

    /// <summary>Reads the result of the last call.</summary>
    /// <exception cref="InvalidDataException">The result is not an answer.</exception>
    /// <exception cref="OutputTooLargeException">The answer's headers or columns have more bytes than the limit.</exception>
    GuestAnswer ReadAnswer(GuestStore store);
}
