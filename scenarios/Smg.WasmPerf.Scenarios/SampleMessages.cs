using System.Globalization;
using System.Text;
using Smg.Wasm.Contract;

namespace Smg.WasmPerf.Scenarios;

/// <summary>Messages as an LLM gateway sees them: ten headers and a chat request of a chosen size.</summary>
public static class SampleMessages
{
    /// <summary>The key that the auth guests take.</summary>
    public const string ApiKey = "secret-api-key-12345";

    private static readonly Header[] RequestHeaders =
    [
        new("host", "gateway.example"),
        new("user-agent", "openai-python/1.30"),
        new("accept", "application/json"),
        new("accept-encoding", "gzip, deflate"),
        new("content-type", "application/json"),
        new("authorization", "Bearer " + ApiKey),
        new("x-forwarded-for", "192.0.2.7"),
        new("x-forwarded-proto", "https"),
        new("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        new("x-tenant-id", "tenant-a"),
    ];

    private static readonly Header[] ResponseHeaders =
    [
        new("content-type", "application/json"),
        new("date", "Tue, 14 Nov 2023 22:13:20 GMT"),
        new("server", "upstream"),
    ];

    /// <summary>The message that is given to a module at an attach point: a request, or else a response.</summary>
    /// <param name="attachPoint">The attach point.</param>
    /// <param name="bodyBytes">The body's size in bytes.</param>
    public static MiddlewareInput At(AttachPoint attachPoint, int bodyBytes) =>
        attachPoint == AttachPoint.OnRequest ? Request(bodyBytes) : Response(bodyBytes);

    /// <summary>A chat request that the auth guests let pass.</summary>
    /// <param name="bodyBytes">The body's size in bytes.</param>
    public static MiddlewareRequest Request(int bodyBytes) =>
        new()
        {
            Method = "POST",
            Path = "/v1/chat/completions",
            Query = "",
            Headers = RequestHeaders,
            Body = Body(bodyBytes),
            RequestId = "7d8a4f0e-6f0c-4d5b-9a55-0c6f6b9d1c11",
            NowEpochMs = 1_700_000_000_000,
        };

    /// <summary>An answer of the upstream.</summary>
    /// <param name="bodyBytes">The body's size in bytes.</param>
    public static MiddlewareResponse Response(int bodyBytes) =>
        new()
        {
            Status = 200,
            Headers = ResponseHeaders,
            Body = Body(bodyBytes),
        };

    /// <summary>JSON-like text with the word <c>secret</c> in each line, cut to size.</summary>
    private static byte[] Body(int bytes)
    {
        StringBuilder text = new(bytes + 128);
        for (int line = 0; text.Length < bytes; line++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{{\"role\":\"user\",\"content\":\"line {line}: the secret of a good gateway\"}},\n"
            );
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, bytes));
    }
}
