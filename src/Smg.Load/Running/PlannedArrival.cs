namespace Smg.Load.Running;

/// <summary>One moment of an open model's plan.</summary>
/// <param name="Kind">What is planned.</param>
/// <param name="Tick">When, in Stopwatch ticks.</param>
internal readonly record struct PlannedArrival(ArrivalKind Kind, long Tick);
