namespace Smg.Gateway.Simulator;

/// <summary>How an upstream answers.</summary>
public sealed record UpstreamSettings
{
    /// <summary>The wait before the answer, or before the first token of a stream.</summary>
    public LatencyDistribution Latency { get; init; } = LatencyDistribution.None;

    /// <summary>Tokens of an answer. A request's <c>max_tokens</c> lowers them.</summary>
    public int Tokens { get; init; } = 16;

    /// <summary>Bytes of an answer's text, spread over its tokens; 0 for four a token.</summary>
    public int AnswerBytes { get; init; }

    /// <summary>Milliseconds from one token of a stream to the next.</summary>
    public double TokenIntervalMs { get; init; }

    /// <summary>The status of errors.</summary>
    public int ErrorStatus { get; init; } = StatusCodes.Status500InternalServerError;

    /// <summary>The part of the requests that get an error, 0 to 1.</summary>
    public double ErrorRate { get; init; }

    /// <summary>
    /// The part of the requests whose connection is cut, 0 to 1: a stream's after half of its tokens, another's before any answer.
    /// </summary>
    public double AbortRate { get; init; }
}
