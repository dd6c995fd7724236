using System.Diagnostics.Metrics;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Telemetry;

/// <summary>Counts and logs the messages that passed a module unseen.</summary>
internal sealed class SkippedModules(IMeterFactory meters, ILogger logger, TimeProvider time)
{
    /// <summary>The counter's name.</summary>
    public const string Instrument = "smg.gateway.module.skips";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Counter<long> _counter = meters
        .Create(GatewayMeter.Name)
        .CreateCounter<long>(Instrument, "{message}", "Messages that passed a module unseen.");
    private readonly LogLimiter<(string Module, string Reason)> _limiter = new(Interval, time);

    /// <summary>The modules that see a message; the others are counted as skipped.</summary>
    /// <param name="modules">The modules.</param>
    /// <param name="sees">Whether one sees it.</param>
    /// <param name="reason">Why the others do not, one of <see cref="SkipReason"/>.</param>
    public IReadOnlyList<RegisteredModule> Keep(IReadOnlyList<RegisteredModule> modules, Func<RegisteredModule, bool> sees, string reason)
    {
        List<RegisteredModule> kept = [];
        foreach (RegisteredModule module in modules)
        {
            if (sees(module))
            {
                kept.Add(module);
            }
            else
            {
                Add(module.Module.Name, reason);
            }
        }

        return kept;
    }

    /// <summary>Counts a message that passed a module unseen.</summary>
    /// <param name="module">The module's name.</param>
    /// <param name="reason">Why, one of <see cref="SkipReason"/>.</param>
    public void Add(string module, string reason)
    {
        _counter.Add(
            1,
            new KeyValuePair<string, object?>("smg.wasm.module", module),
            new KeyValuePair<string, object?>("smg.gateway.skip.reason", reason)
        );
        if (_limiter.TryTake((module, reason), out long suppressed))
        {
            GatewayLog.Skipped(logger, module, reason, suppressed);
        }
    }
}
