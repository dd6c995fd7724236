using System.Globalization;
using System.Text;

namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>The body of a chat request.</summary>
/// <param name="Bytes">The body.</param>
/// <param name="IsStream">Whether it asks for an answer a token at a time.</param>
public sealed record ChatPayload(ReadOnlyMemory<byte> Bytes, bool IsStream)
{
    private const string Closing = "\"}]}";

    /// <summary>Makes a body.</summary>
    /// <param name="bytes">Its size; smaller ones than a request without a question are made as large as that.</param>
    /// <param name="isStream">Whether it asks for an answer a token at a time.</param>
    /// <param name="maxTokens">The most tokens of the answer; null for as many as the upstream gives.</param>
    public static ChatPayload Of(int bytes, bool isStream = false, int? maxTokens = null)
    {
        string limit = maxTokens is { } most ? string.Create(CultureInfo.InvariantCulture, $"\"max_tokens\":{most},") : "";
        string opening =
            $"{{\"model\":\"smg-upstream\",\"stream\":{(isStream ? "true" : "false")},{limit}"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"";
        return new ChatPayload(
            Encoding.ASCII.GetBytes(opening + new string('x', Math.Max(0, bytes - opening.Length - Closing.Length)) + Closing),
            isStream
        );
    }
}
