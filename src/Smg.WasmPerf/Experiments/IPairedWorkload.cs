namespace Smg.WasmPerf.Experiments;

/// <summary>Two sides to be compared. A run is one block: enough operations to time well, some milliseconds of them.</summary>
/// <remarks>Time the block with <see cref="BlockTimer"/>, inside the run, so that preparing and cleaning up stay outside.</remarks>
public interface IPairedWorkload
{
    /// <summary>Runs one block of the A side.</summary>
    /// <returns>The time of one operation, in microseconds.</returns>
    double RunA();

    /// <summary>Runs one block of the B side.</summary>
    /// <returns>The time of one operation, in microseconds.</returns>
    double RunB();
}
