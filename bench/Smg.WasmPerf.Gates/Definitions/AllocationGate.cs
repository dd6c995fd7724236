using Smg.WasmPerf.Gates.Measuring;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>Managed bytes that a call allocates once everything is warm.</summary>
public sealed class AllocationGate : CountGate
{
    /// <inheritdoc/>
    public override string Name => "allocated_bytes_per_execution";

    /// <inheritdoc/>
    public override string Description => "managed bytes that the process allocates for a call of the minimal guest with a body of 2 KB";

    /// <inheritdoc/>
    public override double Threshold => 256;

    /// <inheritdoc/>
    public override string Unit => "B";

    /// <inheritdoc/>
    protected override long Count() => GC.GetTotalAllocatedBytes(precise: true);
}
