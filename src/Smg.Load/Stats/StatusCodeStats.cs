namespace Smg.Load.Stats;

/// <summary>How many requests had one status code or cause.</summary>
/// <param name="StatusCode">The status code; <c>ok</c> for a success without one; for a failure without one its message.</param>
/// <param name="IsError">True for failures.</param>
/// <param name="Message">The first such request's message; null when it had none.</param>
/// <param name="Count">How many.</param>
public sealed record StatusCodeStats(string StatusCode, bool IsError, string? Message, long Count);
