namespace Smg.Load.Recording;

/// <summary>How many requests had one cause.</summary>
internal sealed class CauseCount(string? message)
{
    /// <summary>How many.</summary>
    public long Count { get; set; }

    /// <summary>The first one's message.</summary>
    public string? Message { get; } = message;
}
