using Smg.Wasm.Interop;

namespace Smg.Wasm.Compilation;

/// <summary>
/// Whether the core module of a component may serve calls in its place, where it does not hold all of the component. An instance of the
/// component must have been made with the same limits: what is not in the module is the same each time, so that it could be made again. And
/// calls that need what is not in the module must be rare, because the component serves them a second time. Safe to use from any thread;
/// nothing is written while calls do not change that.
/// </summary>
internal sealed class PartialCore
{
    /// <summary>Calls that the component serves after one that the module could not serve, so that few calls run twice.</summary>
    private const int CallsOfComponent = 1000;

    /// <summary>Limits that are remembered: those of registrations of one component with other settings.</summary>
    private const int MaxLimits = 16;

    private StoreLimits[] _proven = [];
    private int _callsLeft;

    /// <summary>Whether the module may serve a call.</summary>
    /// <param name="limits">What its store may use.</param>
    public bool MayServe(in StoreLimits limits) =>
        Volatile.Read(ref _proven).AsSpan().Contains(limits)
        && (Volatile.Read(ref _callsLeft) <= 0 || Interlocked.Decrement(ref _callsLeft) <= 0);

    /// <summary>An instance of the component was made.</summary>
    /// <param name="limits">What its store may use.</param>
    public void Made(in StoreLimits limits)
    {
        StoreLimits[] proven = Volatile.Read(ref _proven);
        if (proven.Length < MaxLimits && !proven.AsSpan().Contains(limits))
        {
            // Where two come at once, one is forgotten, and remembered the next time.
            Volatile.Write(ref _proven, [.. proven, limits]);
        }
    }

    /// <summary>A call needed what is not in the module.</summary>
    public void CalledOutside() => Volatile.Write(ref _callsLeft, CallsOfComponent);
}
