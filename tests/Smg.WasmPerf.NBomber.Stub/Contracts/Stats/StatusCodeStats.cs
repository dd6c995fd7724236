namespace NBomber.Contracts.Stats;

/// <summary>How many had one status code.</summary>
public sealed class StatusCodeStats
{
    /// <summary>The status code.</summary>
    public string StatusCode { get; set; } = "";

    /// <summary>Whether it is a failure's.</summary>
    public bool IsError { get; set; }

    /// <summary>The first one's message.</summary>
    public string Message { get; set; } = "";

    /// <summary>How many.</summary>
    public int Count { get; set; }
}
