using System.Globalization;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>
/// Page faults of a call once everything is warm. A pool that keeps its memory resident has none; one that gives it back to the system takes several for each
/// call, at a price that differs tenfold between machines. The count is the same on all of them.
/// </summary>
public sealed class PageFaultGate : CountGate
{
    private const string Statistics = "/proc/self/stat";

    /// <summary>Place of minflt after the process's name in brackets, as proc_pid_stat(5) counts from 1.</summary>
    private const int MinorFaults = 10 - 3;

    /// <inheritdoc/>
    public override string Name => "page_faults_per_execution";

    /// <inheritdoc/>
    public override string Description => "page faults of the process for a call of the minimal guest with bodies of 0 to 256 KB in turn, its memory kept resident in the pool";

    /// <inheritdoc/>
    public override string? CannotRun => File.Exists(Statistics) ? null : $"it counts page faults in {Statistics}, which only Linux has";

    /// <inheritdoc/>
    public override double Threshold => 0.05;

    /// <inheritdoc/>
    public override string Unit => "faults";

    /// <inheritdoc/>
    protected override IReadOnlyList<int> BodyBytes => AddressSpaceGate.Bodies;

    /// <inheritdoc/>
    protected override long Count()
    {
        string text = File.ReadAllText(Statistics);
        return long.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[MinorFaults], CultureInfo.InvariantCulture);
    }
}
