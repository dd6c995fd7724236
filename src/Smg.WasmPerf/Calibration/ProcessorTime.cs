using Smg.Load.Running;

namespace Smg.WasmPerf.Calibration;

/// <summary>Processor time that the process uses during a measurement.</summary>
internal sealed class ProcessorTime : ILoadObserver
{
    private TimeSpan _before;

    /// <summary>The processor time of all threads from the beginning to the end.</summary>
    public TimeSpan Used { get; private set; }

    /// <inheritdoc/>
    public TimeSpan Interval => TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public void OnBegin() => _before = Environment.CpuUsage.TotalTime;

    /// <inheritdoc/>
    public void OnSample() { }

    /// <inheritdoc/>
    public void OnEnd() => Used = Environment.CpuUsage.TotalTime - _before;
}
