using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace Smg.Gateway.Simulator;

/// <summary>What an upstream wants to know of a chat request.</summary>
/// <param name="Model">The model's name as it is written in the JSON, without its quotes.</param>
/// <param name="IsStream">Whether tokens are wanted as they come.</param>
/// <param name="WantsUsage">Whether a stream is to end with its usage.</param>
/// <param name="MaxTokens">The most tokens that are wanted; null for any number.</param>
/// <param name="PromptTokens">Tokens of the messages: a quarter of their bytes.</param>
internal sealed record ChatRequest(string Model, bool IsStream, bool WantsUsage, int? MaxTokens, int PromptTokens)
{
    /// <summary>The model of requests that name none.</summary>
    public const string DefaultModel = "smg-upstream";

    private const int BytesPerToken = 4;
    private const int MaxModelBytes = 128;
    private const int MaxBodyBytes = 256 << 20;

    /// <summary>Reads a request's body to its end, in the server's own buffers.</summary>
    /// <returns>The request; null when the body is not a chat request.</returns>
    public static async ValueTask<ChatRequest?> ReadAsync(PipeReader body, CancellationToken cancellationToken)
    {
        ReadResult read = await body.ReadAtLeastAsync(MaxBodyBytes, cancellationToken).ConfigureAwait(false);
        ChatRequest? request = read.IsCompleted ? Parse(read.Buffer) : null;
        body.AdvanceTo(read.Buffer.End);
        return request;
    }

    private static ChatRequest? Parse(ReadOnlySequence<byte> json)
    {
        try
        {
            return Parse(new Utf8JsonReader(json));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ChatRequest? Parse(Utf8JsonReader json)
    {
        string model = DefaultModel;
        bool isStream = false;
        bool wantsUsage = false;
        int? maxTokens = null;
        long promptBytes = 0;
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            Utf8JsonReader property = json;
            _ = json.Read();
            if (property.ValueTextEquals("model"u8))
            {
                model = json.TokenType == JsonTokenType.String && Length(json) <= MaxModelBytes ? Raw(json) : model;
            }
            else if (property.ValueTextEquals("stream"u8))
            {
                isStream = json.TokenType == JsonTokenType.True;
            }
            else if (property.ValueTextEquals("max_tokens"u8) || property.ValueTextEquals("max_completion_tokens"u8))
            {
                maxTokens = json.TokenType == JsonTokenType.Number && json.TryGetInt32(out int value) && value >= 0 ? value : maxTokens;
            }
            else if (property.ValueTextEquals("stream_options"u8))
            {
                wantsUsage = ReadsTrue(ref json, "include_usage"u8);
            }
            else if (property.ValueTextEquals("messages"u8))
            {
                promptBytes = TextBytes(ref json);
            }

            json.Skip();
        }

        // What follows the object is refused by the reader.
        while (json.Read()) { }

        return new ChatRequest(model, isStream, wantsUsage, maxTokens, (int)((promptBytes + BytesPerToken - 1) / BytesPerToken));
    }

    /// <summary>Bytes of all texts in a list of messages.</summary>
    private static long TextBytes(ref Utf8JsonReader json)
    {
        long bytes = 0;
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return bytes;
        }

        int depth = json.CurrentDepth;
        while (json.Read() && json.CurrentDepth > depth)
        {
            if (json.TokenType == JsonTokenType.PropertyName && (json.ValueTextEquals("content"u8) || json.ValueTextEquals("text"u8)))
            {
                _ = json.Read();
                bytes += json.TokenType == JsonTokenType.String ? Length(json) : 0;
            }
        }

        return bytes;
    }

    /// <summary>Whether an object says true of a name.</summary>
    private static bool ReadsTrue(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        bool isTrue = false;
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return isTrue;
        }

        int depth = json.CurrentDepth;
        while (json.Read() && json.CurrentDepth > depth)
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals(name))
            {
                _ = json.Read();
                isTrue = json.TokenType == JsonTokenType.True;
            }
        }

        return isTrue;
    }

    private static string Raw(in Utf8JsonReader json) =>
        json.HasValueSequence ? Encoding.UTF8.GetString(json.ValueSequence) : Encoding.UTF8.GetString(json.ValueSpan);

    private static long Length(in Utf8JsonReader json) => json.HasValueSequence ? json.ValueSequence.Length : json.ValueSpan.Length;
}
