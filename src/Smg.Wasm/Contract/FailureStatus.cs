using Smg.Wasm.Failures;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Contract;

/// <summary>
/// The status that a client gets when a module of <see cref="FailurePolicy.Closed"/> fails. A guest that ran out of time gives 500, not
/// 504: the client sees one gateway of which the modules are part, and a 504 keeps its one meaning, an upstream that did not answer in
/// time.
/// </summary>
public static class FailureStatus
{
    /// <summary>The status for what no other status fits: a module is broken.</summary>
    public const ushort Broken = 500;

    private const ushort BodyTooLarge = 413;
    private const ushort BadUpstream = 502;
    private const ushort Overloaded = 503;

    /// <summary>The status for a failure.</summary>
    /// <param name="cause">Why the call failed.</param>
    /// <param name="attachPoint">Where: only the client's own body can be too large for a 413, an upstream's gives 502.</param>
    public static ushort Of(FailureCause cause, AttachPoint attachPoint) =>
        cause switch
        {
            FailureCause.QueueFull or FailureCause.QueueTimeout or FailureCause.PoolExhausted or FailureCause.ShuttingDown => Overloaded,
            FailureCause.BodyTooLarge => attachPoint == AttachPoint.OnRequest ? BodyTooLarge : BadUpstream,
            _ => Broken,
        };
}
