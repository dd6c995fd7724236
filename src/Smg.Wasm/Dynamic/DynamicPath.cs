using Smg.Wasm.Compilation;
using Smg.Wasm.Interop;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Dynamic;

/// <summary>
/// Calls the function that a guest exports itself: inputs and actions cross as trees of component values, typed by the WIT. For guests that get no adapter,
/// and as the reference that the adapter is tested against.
/// </summary>
/// <param name="maxHeaderBytes">Bytes that the headers of one action may have.</param>
internal sealed class DynamicPath(int maxHeaderBytes) : ICallPath
{
    /// <summary>Bytes of a body that can come back: Wasmtime lifts at most 128 MiB in one call, and counts 48 bytes for each byte of a list.</summary>
    public const int MaxAnswerBodyBytes = (128 << 20) / 48;

    /// <inheritdoc/>
    public void Write(GuestStore store, CompiledFunction function, GuestInput input)
    {
        ComponentValueWriter argument = store.Argument();
        switch (input)
        {
            case MiddlewareRequest request:
                WriteRequest(argument, request);
                break;
            case MiddlewareResponse response:
                WriteResponse(argument, response);
                break;
            default:
                throw new ArgumentException($"Unknown input: no encoding for a {input.GetType().Name}.", nameof(input));
        }
    }

    /// <inheritdoc/>
    public NativeError? Call(GuestStore store, CompiledFunction function) => store.Call(function.Place);

    /// <inheritdoc/>
    public NativeError? ReadAnswer(GuestStore store, CompiledFunction function, out GuestAnswer? answer)
    {
        answer = ActionReader.Read(store.Result, maxHeaderBytes);
        return null;
    }

    private static void WriteRequest(ComponentValueWriter argument, MiddlewareRequest request)
    {
        argument.WriteRecord(7);
        argument.Field(0, "method").WriteString(request.Method);
        argument.Field(1, "path").WriteString(request.Path);
        argument.Field(2, "query").WriteString(request.Query);
        WriteHeaders(argument.Field(3, "headers"), request.Headers);
        argument.Field(4, "body").WriteBytes(request.Body.Sequence);
        argument.Field(5, "request-id").WriteString(request.RequestId);
        argument.Field(6, "now-epoch-ms").WriteU64(request.NowEpochMs);
    }

    private static void WriteResponse(ComponentValueWriter argument, MiddlewareResponse response)
    {
        argument.WriteRecord(3);
        argument.Field(0, "status").WriteU16(response.Status);
        WriteHeaders(argument.Field(1, "headers"), response.Headers);
        argument.Field(2, "body").WriteBytes(response.Body.Sequence);
    }

    private static void WriteHeaders(ComponentValueWriter list, IReadOnlyList<Header> headers)
    {
        // Counted once: native code reads every item of the list, also of one that its owner shortens meanwhile.
        int count = headers.Count;
        list.WriteList(count);
        for (int i = 0; i < count; i++)
        {
            ComponentValueWriter header = list.Item(i);
            header.WriteRecord(2);
            header.Field(0, "name").WriteString(headers[i].Name);
            header.Field(1, "value").WriteString(headers[i].Value);
        }
    }
}
