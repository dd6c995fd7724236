namespace Smg.Load.Stats;

/// <summary>How many requests and how fast.</summary>
/// <param name="Count">How many.</param>
/// <param name="RPS">Requests a second over the measured time.</param>
public sealed record RequestStats(long Count, double RPS);
