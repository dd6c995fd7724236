using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Execution;

/// <summary>
/// How an input reaches a guest and how its answer comes back. Used by one thread at a time, in the order of its methods.
/// </summary>
internal interface ICallPath
{
    /// <summary>Writes an input as what the next call of a function takes, and no more.</summary>
    void Write(GuestStore store, CompiledFunction function, GuestInput input);

    /// <summary>Calls a function with the input that was written.</summary>
    /// <returns>Null when it succeeded.</returns>
    NativeError? Call(GuestStore store, CompiledFunction function);

    /// <summary>Reads the answer of the last call, and lets the guest free it.</summary>
    /// <param name="store">The store.</param>
    /// <param name="function">The function.</param>
    /// <param name="answer">The answer; null when reading failed.</param>
    /// <returns>Null when it succeeded.</returns>
    /// <exception cref="InvalidDataException">The result is not an answer.</exception>
    /// <exception cref="OutputTooLargeException">The answer's headers or columns have more bytes than the limit.</exception>
    NativeError? ReadAnswer(GuestStore store, CompiledFunction function, out GuestAnswer? answer);
}
