using Smg.Wasm.Interop;

namespace Smg.Wasm.Contract;

/// <summary>Requests and responses as component values, and the actions that answer them.</summary>
internal sealed class MessageCodec : IValueCodec
{
    private MessageCodec() { }

    /// <summary>The codec.</summary>
    public static MessageCodec Instance { get; } = new();

    /// <inheritdoc/>
    public bool HasSeveralParameters => false;

    /// <inheritdoc/>
    public void Write(ComponentValueWriter argument, GuestInput input)
    {
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
    public GuestAnswer Read(ComponentValueReader result, AnswerLimits limits) => ActionReader.Read(result, limits.Headers);

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

    private static void WriteHeaders(ComponentValueWriter list, IReadOnlyList<Header> headers) =>
        PairList.WriteRecords(list, headers, "name", static header => (header.Name, header.Value));
}
