namespace Smg.WasmPerf.Diagnostics;

/// <summary>Puts the pauses of garbage collections together from the runtime's events, in the order of time.</summary>
internal sealed class GcPauses
{
    private readonly List<(double At, double Ms)> _pauses = [];
    private readonly List<double> _collections = [];
    private double? _suspendedAt;

    /// <summary>Pauses: when each began and how long it was, in milliseconds.</summary>
    public IReadOnlyList<(double At, double Ms)> Pauses => _pauses;

    /// <summary>When each collection began, in milliseconds.</summary>
    public IReadOnlyList<double> Collections => _collections;

    /// <summary>A collection begins.</summary>
    public void OnCollection(double at) => _collections.Add(at);

    /// <summary>The runtime begins to hold all threads.</summary>
    /// <param name="at">When, in milliseconds.</param>
    /// <param name="isForGc">Whether a collection wants it: a profiler may too.</param>
    public void OnSuspend(double at, bool isForGc) => _suspendedAt = isForGc ? at : null;

    /// <summary>All threads run again.</summary>
    public void OnRestart(double at)
    {
        if (_suspendedAt is { } since)
        {
            _pauses.Add((since, at - since));
            _suspendedAt = null;
        }
    }
}
