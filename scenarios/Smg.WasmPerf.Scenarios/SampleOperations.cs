using System.Text;
using Smg.Wasm.Contract;

namespace Smg.WasmPerf.Scenarios;

/// <summary>Storage operations as an LLM gateway makes them: a context of four entries, a payload and a result of a chosen size.</summary>
public static class SampleOperations
{
    private const string Opening = "{\"id\":\"item_1\",\"role\":\"user\",\"number\":18446744073709551615,\"none\":null,\"content\":\"";
    private const string Closing = "\"}";

    private static readonly ContextEntry[] Context =
    [
        new("tenant_id", "tenant-a"),
        new("user_id", "user-17"),
        new("request_id", "7d8a4f0e-6f0c-4d5b-9a55-0c6f6b9d1c11"),
        new("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
    ];

    private static readonly ExtraColumn[] Extra = [new("tenant_id", "tenant-a"), new("operation", "create-item")];

    /// <summary>An operation that the hook storage-tenant lets pass.</summary>
    /// <param name="payloadBytes">The payload's size in bytes; smaller ones than a small object are made as large as that.</param>
    public static StorageBeforeInput Before(int payloadBytes) =>
        new()
        {
            Operation = StorageOperation.CreateItem,
            Context = Context,
            Payload = Json(payloadBytes),
        };

    /// <summary>The same after it was made: its result is its payload.</summary>
    /// <param name="payloadBytes">The size of payload and result, in bytes each.</param>
    public static StorageAfterInput After(int payloadBytes) =>
        new()
        {
            Operation = StorageOperation.CreateItem,
            Context = Context,
            Payload = Json(payloadBytes),
            Result = Json(payloadBytes),
            Extra = Extra,
        };

    private static JsonText Json(int bytes) =>
        JsonText.FromUtf8(
            Encoding.ASCII.GetBytes(Opening + new string('x', Math.Max(0, bytes - Opening.Length - Closing.Length)) + Closing)
        );
}
