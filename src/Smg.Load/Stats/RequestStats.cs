namespace Smg.Load.Stats;

/// <summary>Number and rate of requests.</summary>
/// <param name="Count">The number of requests.</param>
/// <param name="RPS">Requests a second over the measured time.</param>
public sealed record RequestStats(long Count, double RPS);
