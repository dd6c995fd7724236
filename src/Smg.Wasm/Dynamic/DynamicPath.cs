using Smg.Wasm.Compilation;
using Smg.Wasm.Interop;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Dynamic;

/// <summary>The reference path: inputs and actions cross as trees of component values, typed by the WIT.</summary>
/// <param name="maxHeaderBytes">Bytes that the headers of one action may have.</param>
internal sealed class DynamicPath(int maxHeaderBytes) : ICallPath
{
    /// <inheritdoc/>
    public void Write(GuestStore store, GuestInput input)
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
                throw new ArgumentException($"There is no encoding for a {input.GetType().Name}.", nameof(input));
        }
    }

    /// <inheritdoc/>
    public NativeError? Call(GuestStore store, CompiledComponent component, AttachPoint attachPoint) => store.Call(component.Export(attachPoint)!);

    /// <inheritdoc/>
    public GuestAnswer ReadAnswer(GuestStore store) => ActionReader.Read(store.Result, maxHeaderBytes);

    private static void WriteRequest(ComponentValueWriter argument, MiddlewareRequest request)
    {
        argument.WriteRecord(7);
        argument.Field(0, "method").WriteString(request.Method);
        argument.Field(1, "path").WriteString(request.Path);
        argument.Field(2, "query").WriteString(request.Query);
        WriteHeaders(argument.Field(3, "headers"), request.Headers);
        argument.Field(4, "body").WriteBytes(request.Body.ToMemory().Span);
        argument.Field(5, "request-id").WriteString(request.RequestId);
        argument.Field(6, "now-epoch-ms").WriteU64(request.NowEpochMs);
    }

    private static void WriteResponse(ComponentValueWriter argument, MiddlewareResponse response)
    {
        argument.WriteRecord(3);
        argument.Field(0, "status").WriteU16(response.Status);
        WriteHeaders(argument.Field(1, "headers"), response.Headers);
        argument.Field(2, "body").WriteBytes(response.Body.ToMemory().Span);
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
