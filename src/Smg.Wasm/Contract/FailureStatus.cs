using Smg.Wasm.Failures;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Contract;

/// <summary>
/// The status that a client gets when a module of <see cref="FailurePolicy.Closed"/> fails. A timeout of a guest is 500, not 504: modules
/// are part of the gateway, and a 504 always means an upstream that did not answer in time.
/// </summary>
public static class FailureStatus
{
    /// <summary>The status for any other failure of a module.</summary>
    public const ushort Broken = 500;

    private const ushort BodyTooLarge = 413;
    private const ushort BadUpstream = 502;
    private const ushort Overloaded = 503;

    /// <summary>The status for a failure.</summary>
    /// <param name="cause">Why the call failed.</param>
    /// <param name="attachPoint">The attach point: a body that is too large is 413 on a request, and 502 on a response.</param>
    public static ushort Of(FailureCause cause, AttachPoint attachPoint) =>
        cause switch
        {
            FailureCause.QueueFull or FailureCause.QueueTimeout or FailureCause.PoolExhausted or FailureCause.ShuttingDown => Overloaded,
            FailureCause.BodyTooLarge => attachPoint == AttachPoint.OnRequest ? BodyTooLarge : BadUpstream,
            _ => Broken,
        };
}
