using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>
/// What WASI's functions know of the one store that calls them. Native code holds it by a weak handle: the store owns it,
/// and a store that its owner forgot is still finalized.
/// </summary>
internal sealed class WasiState : IDisposable
{
    /// <summary>Handles that a guest may hold at once. Each costs the host memory that no limit of the store counts.</summary>
    public const int MaxHandles = 1024;

    private readonly GuestStore _store;
    private readonly object _sleeper = new();
    private WeakGCHandle<WasiState> _handle;
    private long _openedAt;
    private int _handles;

    public WasiState(GuestStore store)
    {
        _store = store;
        _handle = new WeakGCHandle<WasiState>(this);
    }

    /// <summary>What the guest is given.</summary>
    public GuestWasi Settings { get; private set; } = GuestWasi.Empty;

    /// <summary>The status that the guest gave to <c>exit</c>; null when it did not call it.</summary>
    public int? ExitStatus { get; set; }

    /// <summary>Where the guest's output goes.</summary>
    public GuestOutput Output => _store.Output;

    /// <summary>Time since the store was opened.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_openedAt);

    /// <summary>Begins a store's life.</summary>
    /// <param name="settings">What the guest is given; null where it gets no WASI.</param>
    /// <returns>What the store is made with.</returns>
    public nint Open(GuestWasi? settings)
    {
        ExitStatus = null;
        if (settings is null)
        {
            return 0;
        }

        Settings = settings;
        _openedAt = Stopwatch.GetTimestamp();
        _handles = 0;
        return WeakGCHandle<WasiState>.ToIntPtr(_handle);
    }

    /// <summary>The state of the store that calls.</summary>
    public static WasiState Of(nint context) =>
        NativeMethods.wasmtime_context_get_data(context) is var data and not 0
        && WeakGCHandle<WasiState>.FromIntPtr(data).TryGetTarget(out WasiState? state)
            ? state
            : throw new WasiFault("the store was opened without WASI");

    /// <summary>Counts a handle that the guest gets.</summary>
    public void AddHandle()
    {
        if (_handles >= MaxHandles)
        {
            throw new WasiFault($"the guest holds more than {MaxHandles} WASI handles at once");
        }

        _handles++;
    }

    /// <summary>Counts a handle that the guest gave back.</summary>
    public void RemoveHandle() => _handles--;

    /// <summary>Waits until the store has been open for so long.</summary>
    /// <exception cref="WasiFault">The call's deadline passed or the call was cancelled; the store's interrupt says which.</exception>
    public void WaitUntil(TimeSpan elapsed)
    {
        long until =
            elapsed == TimeSpan.MaxValue ? long.MaxValue : _openedAt + (long)Math.Ceiling(elapsed.TotalSeconds * Stopwatch.Frequency);
        lock (_sleeper)
        {
            while (true)
            {
                long now = Stopwatch.GetTimestamp();
                if (_store.FindInterrupt(now) is not StoreInterrupt.None and var interrupt)
                {
                    throw Stop(interrupt);
                }

                if (now >= until)
                {
                    return;
                }

                Sleep(Math.Min(until, _store.Deadline) - now);
            }
        }
    }

    /// <summary>Wakes a guest that waits, to look whether its call was cancelled. May come from any thread.</summary>
    public void Wake()
    {
        lock (_sleeper)
        {
            Monitor.PulseAll(_sleeper);
        }
    }

    public void Dispose() => _handle.Dispose();

    private void Sleep(long timestamps)
    {
        double milliseconds = Math.Ceiling(timestamps * 1000.0 / Stopwatch.Frequency);
        try
        {
            Monitor.Wait(_sleeper, (int)Math.Min(milliseconds, int.MaxValue));
        }
        catch (ThreadInterruptedException)
        {
            // The thread is its caller's: who interrupted it means the caller, who finds it out at its own next wait.
            Thread.CurrentThread.Interrupt();
            throw Stop(StoreInterrupt.Cancelled);
        }
    }

    private WasiFault Stop(StoreInterrupt interrupt)
    {
        _store.Interrupt = interrupt;
        return new WasiFault("stopped by the host");
    }
}
