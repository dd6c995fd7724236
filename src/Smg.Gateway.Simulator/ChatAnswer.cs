using System.Buffers;
using System.Text;

namespace Smg.Gateway.Simulator;

/// <summary>The answer to one chat request, in the pieces that it is sent in.</summary>
internal sealed class ChatAnswer
{
    private static long Answers;

    private readonly string _about;
    private readonly byte[] _chunk;
    private readonly string _finish;
    private readonly string _usage;
    private readonly int _textBytes;

    /// <summary>Makes an answer.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="settings">How it is answered.</param>
    public ChatAnswer(ChatRequest request, UpstreamSettings settings)
    {
        Tokens = Math.Min(settings.Tokens, request.MaxTokens ?? int.MaxValue);
        _textBytes = AnswerText.Length(settings, Tokens);
        _finish = Tokens < settings.Tokens ? "length" : "stop";
        _usage =
            $$"""{"prompt_tokens":{{request.PromptTokens}},"completion_tokens":{{Tokens}}"""
            + $$""","total_tokens":{{request.PromptTokens + Tokens}}}""";
        _about =
            $"\"id\":\"chatcmpl-{Interlocked.Increment(ref Answers):x16}\","
            + $"\"created\":{DateTimeOffset.UtcNow.ToUnixTimeSeconds()},\"model\":\"{request.Model}\"";
        _chunk = Encoding.UTF8.GetBytes($$"""data: {"object":"chat.completion.chunk",{{_about}},"choices":[""");
    }

    /// <summary>How many tokens it has.</summary>
    public int Tokens { get; }

    /// <summary>Writes the whole answer and sets its length.</summary>
    public void WriteWhole(HttpResponse target)
    {
        byte[] head = Encoding.UTF8.GetBytes(
            $"{{\"object\":\"chat.completion\",{_about},\"choices\":[{{\"index\":0,\"message\":{{\"role\":\"assistant\",\"content\":\""
        );
        byte[] tail = Encoding.UTF8.GetBytes($"\"}},\"finish_reason\":\"{_finish}\"}}],\"usage\":{_usage}}}");
        target.ContentLength = head.Length + _textBytes + tail.Length;
        target.BodyWriter.Write(head);
        AnswerText.Write(target.BodyWriter, 0, _textBytes);
        target.BodyWriter.Write(tail);
    }

    /// <summary>Writes the event that a stream begins with.</summary>
    public void WriteRole(IBufferWriter<byte> target)
    {
        target.Write(_chunk);
        target.Write("{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n"u8);
    }

    /// <summary>Writes a token's event.</summary>
    public void WriteToken(IBufferWriter<byte> target, int token)
    {
        target.Write(_chunk);
        target.Write("{\"index\":0,\"delta\":{\"content\":\""u8);
        AnswerText.Write(target, AnswerText.StartOf(token, Tokens, _textBytes), AnswerText.StartOf(token + 1, Tokens, _textBytes));
        target.Write("\"},\"finish_reason\":null}]}\n\n"u8);
    }

    /// <summary>Writes the events that a stream ends with.</summary>
    public void WriteEnd(IBufferWriter<byte> target, bool withUsage)
    {
        target.Write(_chunk);
        Write(target, $"{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"{_finish}\"}}]}}\n\n");
        if (withUsage)
        {
            target.Write(_chunk);
            Write(target, $"],\"usage\":{_usage}}}\n\n");
        }

        target.Write("data: [DONE]\n\n"u8);
    }

    private static void Write(IBufferWriter<byte> target, string text) => Encoding.UTF8.GetBytes(text, target);
}
