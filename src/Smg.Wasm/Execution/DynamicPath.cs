using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Execution;

/// <summary>
/// Calls the function that a guest exports itself: inputs and answers cross as trees of component values, typed by the WIT. For guests that
/// get no adapter, and as the reference that the adapter is tested against.
/// </summary>
/// <param name="limits">How large an answer may be.</param>
internal sealed class DynamicPath(AnswerLimits limits) : ICallPath
{
    /// <summary>
    /// Bytes of a body that can come back: Wasmtime lifts at most 128 MiB in one call, and counts 48 bytes for each byte of a list.
    /// </summary>
    public const int MaxAnswerBodyBytes = (128 << 20) / 48;

    /// <inheritdoc/>
    public void Write(GuestStore store, CompiledFunction function, GuestInput input) =>
        function.Contract.Values.Write(store.Argument(), input);

    /// <inheritdoc/>
    public NativeError? Call(GuestStore store, CompiledFunction function) =>
        function.Contract.Values.HasSeveralParameters ? store.CallWithItems(function.Place) : store.Call(function.Place);

    /// <inheritdoc/>
    public NativeError? ReadAnswer(GuestStore store, CompiledFunction function, out GuestAnswer? answer)
    {
        answer = function.Contract.Values.Read(store.Result, limits);
        return null;
    }
}
