namespace Smg.Wasm.Interop.Wasi;

/// <summary>
/// <c>wasi:io/error</c> and <c>wasi:io/streams</c>. The one input stream is closed from the start; what goes to the one output stream is
/// kept up to the call's limit. Nothing here waits, so every stream is always ready.
/// </summary>
internal static unsafe class WasiStreams
{
    /// <summary>Bytes that may be written at once. A byte that a guest hands over costs the host much more than a byte.</summary>
    private const int MaxWriteBytes = 4096;

    private const string StreamError = "variant{last-operation-failed(own), closed}";

    public static void AddTo(ComponentLinkerHandle linker)
    {
        using (WasiInterface error = new(linker, "wasi:io/error"u8))
        {
            error.AddResource("error"u8, WasiResource.Error);
            error.AddUnreachable("error", "to-debug-string");
        }

        using WasiInterface streams = new(linker, "wasi:io/streams"u8);
        streams.AddResource("input-stream"u8, WasiResource.InputStream);
        streams.Add("[method]input-stream.read"u8, $"func(borrow, u64) -> result<list<u8>, {StreamError}>", &Read);
        streams.Add("[method]input-stream.blocking-read"u8, $"func(borrow, u64) -> result<list<u8>, {StreamError}>", &Read);
        streams.Add("[method]input-stream.skip"u8, $"func(borrow, u64) -> result<u64, {StreamError}>", &Read);
        streams.Add("[method]input-stream.blocking-skip"u8, $"func(borrow, u64) -> result<u64, {StreamError}>", &Read);
        streams.Add("[method]input-stream.subscribe"u8, "func(borrow) -> own", &SubscribeInput);
        streams.AddResource("output-stream"u8, WasiResource.OutputStream);
        streams.Add("[method]output-stream.check-write"u8, $"func(borrow) -> result<u64, {StreamError}>", &CheckWrite);
        streams.Add("[method]output-stream.write"u8, $"func(borrow, list<u8>) -> result<_, {StreamError}>", &Write);
        streams.Add("[method]output-stream.blocking-write-and-flush"u8, $"func(borrow, list<u8>) -> result<_, {StreamError}>", &Write);
        streams.Add("[method]output-stream.flush"u8, $"func(borrow) -> result<_, {StreamError}>", &Flush);
        streams.Add("[method]output-stream.blocking-flush"u8, $"func(borrow) -> result<_, {StreamError}>", &Flush);
        streams.Add("[method]output-stream.write-zeroes"u8, $"func(borrow, u64) -> result<_, {StreamError}>", &WriteZeroes);
        streams.Add(
            "[method]output-stream.blocking-write-zeroes-and-flush"u8,
            $"func(borrow, u64) -> result<_, {StreamError}>",
            &WriteZeroes
        );
        streams.Add("[method]output-stream.splice"u8, $"func(borrow, borrow, u64) -> result<u64, {StreamError}>", &Splice);
        streams.Add("[method]output-stream.blocking-splice"u8, $"func(borrow, borrow, u64) -> result<u64, {StreamError}>", &Splice);
        streams.Add("[method]output-stream.subscribe"u8, "func(borrow) -> own", &SubscribeOutput);
    }

    private static ComponentVal Closed => WasiValue.Error(WasiValue.Case("closed"u8));

    private static void Read(in WasiCall call) => call.Expect(arguments: 2, results: 1).Of(0, WasiResource.InputStream).Return(Closed);

    private static void SubscribeInput(in WasiCall call) => Subscribe(call, WasiResource.InputStream);

    private static void SubscribeOutput(in WasiCall call) => Subscribe(call, WasiResource.OutputStream);

    private static void Subscribe(in WasiCall call, WasiResource stream) =>
        WasiPoll.ReturnReady(call.Expect(arguments: 1, results: 1).Of(0, stream));

    private static void CheckWrite(in WasiCall call) =>
        call.Expect(arguments: 1, results: 1).Of(0, WasiResource.OutputStream).Return(WasiValue.Ok(WasiValue.U64(MaxWriteBytes)));

    private static void Write(in WasiCall call)
    {
        call.Expect(arguments: 2, results: 1).Of(0, WasiResource.OutputStream);
        ReadOnlySpan<ComponentVal> bytes = call.List(1);
        Span<byte> kept = Take(call, (ulong)bytes.Length);
        for (int i = 0; i < kept.Length; i++)
        {
            kept[i] = bytes[i].U8;
        }

        call.Return(WasiValue.Ok());
    }

    private static void WriteZeroes(in WasiCall call)
    {
        call.Expect(arguments: 2, results: 1).Of(0, WasiResource.OutputStream);
        Take(call, call.U64(1)).Clear();
        call.Return(WasiValue.Ok());
    }

    private static Span<byte> Take(in WasiCall call, ulong bytes) =>
        bytes <= MaxWriteBytes
            ? call.State.Output.Take((int)bytes)
            : throw new WasiFault($"a guest may write {MaxWriteBytes} bytes at once, not {bytes}");

    private static void Flush(in WasiCall call) =>
        call.Expect(arguments: 1, results: 1).Of(0, WasiResource.OutputStream).Return(WasiValue.Ok());

    private static void Splice(in WasiCall call) =>
        call.Expect(arguments: 3, results: 1).Of(0, WasiResource.OutputStream).Of(1, WasiResource.InputStream).Return(Closed);
}
