using Smg.Wasm.Modules;

namespace Smg.Wasm.Execution;

/// <summary>
/// The places of one executor: one, or, where it keeps instances, one for each module that it called last. Used by one thread at a time;
/// only <see cref="HoldInstance"/> may come from another.
/// </summary>
/// <param name="kept">Instances that it keeps; 0 for a fresh one for each call.</param>
internal sealed class InstancePlaces(int kept) : IDisposable
{
    /// <summary>Calls after which an instance that served none of them is freed.</summary>
    private const int CallsOfIdle = 4096;

    private readonly InstancePlace[] _places = [.. Enumerable.Range(0, Math.Max(1, kept)).Select(_ => new InstancePlace())];
    private long _calls;

    /// <summary>The first place.</summary>
    public InstancePlace First => _places[0];

    /// <summary>
    /// Whether an instance is alive in one, other than those that are kept for later calls. May be asked from any thread.
    /// </summary>
    public bool HoldInstance => Array.Exists(_places, place => place.Store.IsOpen && (kept == 0 || place.UsesLeft == 0));

    /// <summary>The place for a call of a form: where its component is, or the one that was used longest ago.</summary>
    public InstancePlace For(in Sha256Digest form)
    {
        if (++_calls % CallsOfIdle == 0)
        {
            FreeIdle();
        }

        InstancePlace found = Find(form);
        found.LastCall = _calls;
        return found;
    }

    public void Dispose()
    {
        foreach (InstancePlace place in _places)
        {
            place.Dispose();
        }
    }

    private InstancePlace Find(in Sha256Digest form)
    {
        InstancePlace oldest = First;
        foreach (InstancePlace place in _places)
        {
            if (place.Lease.IsOf(form))
            {
                return place;
            }

            oldest = place.LastCall < oldest.LastCall ? place : oldest;
        }

        return oldest;
    }

    private void FreeIdle()
    {
        foreach (InstancePlace place in _places)
        {
            if (place.LastCall < _calls - CallsOfIdle)
            {
                place.Clear();
            }
        }
    }
}
