namespace Smg.Hostile.Probe.Faults;

/// <summary>The runtime did what it must not.</summary>
internal sealed class DefectException(string message) : Exception(message);
