using System.Collections.Concurrent;
using System.Diagnostics;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Execution;

/// <summary>What the modules that were called lately need of memory. Finding one writes nothing that callers share.</summary>
/// <param name="options">The runtime's options.</param>
/// <param name="forms">Compiles and holds the modules' other forms.</param>
internal sealed class MemoryDemands(WasmRuntimeOptions options, IModuleForms forms)
{
    /// <summary>
    /// A larger module takes seconds to compile and its calls take milliseconds: a hundred thousand of them save what one more compile
    /// costs.
    /// </summary>
    internal const int MaxModuleBytes = 4 << 20;

    /// <summary>After how long without a call the forms of a module are released.</summary>
    internal static readonly long IdleTicks = 600 * Stopwatch.Frequency;

    /// <summary>The same for a module whose own code is not held any more: it was removed, or called once among many others.</summary>
    internal static readonly long ForgottenTicks = 2 * Stopwatch.Frequency;

    /// <summary>How often that is looked at.</summary>
    private static readonly long SurveyTicks = Stopwatch.Frequency;

    private readonly ConcurrentDictionary<(Sha256Digest Digest, int MaxPages), MemoryDemand> _demands = new();
    private long _now = Stopwatch.GetTimestamp();
    private long _surveyed;

    /// <summary>Modules that something is known of.</summary>
    public int Count => _demands.Count;

    /// <summary>The time, to a tick.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>What a module's calls need; null where it always begins with the pages that its guest wrote.</summary>
    public MemoryDemand? Find(WasmModule module)
    {
        ModuleSettings settings = module.Settings;
#if SABOTAGE
        if (Smg.Sabotage.Fault.NoPregrow)
        {
            return null;
        }
#endif
        if (!options.PregrowMemory || !settings.PregrowMemory || module.Bytes.Length > MaxModuleBytes)
        {
            return null;
        }

        (Sha256Digest, int) key = (module.Digest, Math.Min(options.MaxMemoryPages, settings.MaxMemoryPages ?? int.MaxValue));
        return _demands.TryGetValue(key, out MemoryDemand? demand) ? demand : Add(key, module);
    }

    /// <summary>Moves the clock on and releases what idle modules have. Called at each tick.</summary>
    /// <param name="now">As <see cref="Stopwatch.GetTimestamp"/> counts.</param>
    public void Tick(long now)
    {
        Volatile.Write(ref _now, now);
        if (now - _surveyed < SurveyTicks)
        {
            return;
        }

        _surveyed = now;
        foreach (((Sha256Digest, int) key, MemoryDemand demand) in _demands)
        {
            long idle = now - demand.LastCall;
            if ((idle > IdleTicks || (idle > ForgottenTicks && !forms.Knows(demand.Module))) && _demands.TryRemove(key, out _))
            {
                demand.Release();
            }
        }
    }

    private MemoryDemand Add((Sha256Digest Digest, int MaxPages) key, WasmModule module)
    {
        MemoryDemand added = new(module, key.MaxPages, forms);
        added.Touch(Now);
        return _demands.GetOrAdd(key, added);
    }
}
