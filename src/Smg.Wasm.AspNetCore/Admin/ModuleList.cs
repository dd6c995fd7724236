using Smg.Wasm.AspNetCore.Registration;
using Smg.Wasm.AspNetCore.Selection;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>All modules, in the order in which they are called, and the runtime's counters.</summary>
/// <param name="Modules">The modules.</param>
/// <param name="Metrics">The counters since the start.</param>
internal sealed record ModuleList(IReadOnlyList<ModuleListEntry> Modules, ExecutionMetrics Metrics);

/// <summary>A module that is registered.</summary>
/// <param name="ModuleUuid">Its id.</param>
/// <param name="ModuleMeta">The module's data.</param>
internal sealed record ModuleListEntry(Guid ModuleUuid, ModuleMeta ModuleMeta)
{
    /// <summary>A module's entry.</summary>
    public static ModuleListEntry Of(RegisteredModule module) => new(module.Id, ModuleMeta.Of(module));
}

/// <summary>Data of a module. From <c>failure_policy</c> on, members with their default are left out.</summary>
internal sealed record ModuleMeta
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The path that it was registered by; empty when it came as bytes.</summary>
    public required string FilePath { get; init; }

    /// <summary>The bytes' SHA-256, in hexadecimal digits.</summary>
    public required string Sha256Hash { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>When it was registered, RFC 3339. A replacement and a restart keep it.</summary>
    public required string CreatedAt { get; init; }

    /// <summary>When it was last handed out for a call, RFC 3339.</summary>
    public required string LastAccessedAt { get; init; }

    /// <summary>How often it was handed out for a call since the gateway started.</summary>
    public required long AccessCount { get; init; }

    /// <summary>Attach points at which it is called.</summary>
    public required IReadOnlyList<AttachPointForm> AttachPoints { get; init; }

    /// <summary>What happens to a message when the module fails; left out for Closed, which refuses it.</summary>
    public FailurePolicy? FailurePolicy { get; init; }

    /// <summary>What happens to streamed responses; left out for a module that does not see responses.</summary>
    public StreamPolicy? OnStream { get; init; }

    /// <summary>False where it does not need bodies.</summary>
    public bool? NeedsBody { get; init; }

    /// <summary>The requests that it sees, unless it sees all.</summary>
    public ModuleMatch? Match { get; init; }

    /// <summary>Its order, unless it is 0.</summary>
    public int? Order { get; init; }

    /// <summary>Its time limit of one call, in milliseconds.</summary>
    public int? MaxExecutionTimeMs { get; init; }

    /// <summary>Its limit of one linear memory, in pages of 64 KiB.</summary>
    public int? MaxMemoryPages { get; init; }

    /// <summary>False where its memory always starts with the pages that the guest declares.</summary>
    public bool? PregrowMemory { get; init; }

    /// <summary>The names of its configuration, without the values.</summary>
    public IReadOnlyList<string>? EnvironmentNames { get; init; }

    /// <summary>Why it has no adapter, so that its calls are slower.</summary>
    public string? NotBridgedBecause { get; init; }

    /// <summary>True where its core modules were merged.</summary>
    public bool? Linked { get; init; }

    /// <summary>Why its core modules were not merged, so that its calls start more slowly.</summary>
    public string? NotLinkedBecause { get; init; }

    /// <summary>Why it is called as a component, so that its calls take longer.</summary>
    public string? NotDirectBecause { get; init; }

    /// <summary>Why its start functions run in each instance.</summary>
    public string? StartRunsBecause { get; init; }

    /// <summary>Returns the data of a module.</summary>
    public static ModuleMeta Of(RegisteredModule module)
    {
        ModuleSettings settings = module.Module.Settings;
        return new()
        {
            Name = module.Module.Name,
            FilePath = module.GivenPath ?? "",
            Sha256Hash = module.Module.Digest.ToString(),
            SizeBytes = module.Module.Bytes.Length,
            CreatedAt = Timestamp.Format(module.CreatedAt),
            LastAccessedAt = Timestamp.Format(module.LastAccessedAt),
            AccessCount = module.AccessCount,
            AttachPoints = [.. module.AttachPoints.Select(AttachPointForm.Of)],
            FailurePolicy = module.FailurePolicy == Wasm.Modules.FailurePolicy.Closed ? null : module.FailurePolicy,
            OnStream = module.LooksAtStreams ? module.OnStream : null,
            NeedsBody = module.NeedsBody ? null : false,
            Match = module.Tag as ModuleMatch,
            Order = module.Order == 0 ? null : module.Order,
            MaxExecutionTimeMs = settings.MaxExecutionTimeMs,
            MaxMemoryPages = settings.MaxMemoryPages,
            PregrowMemory = settings.PregrowMemory ? null : false,
            EnvironmentNames = settings.Environment.IsEmpty ? null : [.. settings.Environment.Keys],
            NotBridgedBecause = module.NotBridgedBecause,
            Linked = module.IsLinked ? true : null,
            NotLinkedBecause = module.NotLinkedBecause,
            NotDirectBecause = module.NotDirectBecause,
            StartRunsBecause = module.StartRunsBecause,
        };
    }
}

/// <summary>The runtime's counters since the start. Times are milliseconds with three decimals; queue time is included.</summary>
/// <param name="TotalExecutions">Calls that were answered.</param>
/// <param name="SuccessfulExecutions">Calls that were answered with an action.</param>
/// <param name="FailedExecutions">Calls that were answered with a failure.</param>
/// <param name="TotalExecutionTimeMs">Time of all calls together.</param>
/// <param name="MaxExecutionTimeMs">Time of the slowest call.</param>
/// <param name="AverageExecutionTimeMs">The mean time of a call; left out before the first.</param>
internal sealed record ExecutionMetrics(
    long TotalExecutions,
    long SuccessfulExecutions,
    long FailedExecutions,
    decimal TotalExecutionTimeMs,
    decimal MaxExecutionTimeMs,
    decimal? AverageExecutionTimeMs = null
)
{
    /// <summary>The counters in whole milliseconds, as smg writes them.</summary>
    public ExecutionMetrics Whole() =>
        this with
        {
            TotalExecutionTimeMs = decimal.Truncate(TotalExecutionTimeMs),
            MaxExecutionTimeMs = decimal.Truncate(MaxExecutionTimeMs),
            AverageExecutionTimeMs = decimal.Truncate(AverageExecutionTimeMs ?? 0),
        };

    /// <summary>The counters of this moment.</summary>
    public static ExecutionMetrics Of(MetricsSnapshot snapshot) =>
        new(
            snapshot.TotalExecutions,
            snapshot.SuccessfulExecutions,
            snapshot.FailedExecutions,
            snapshot.TotalExecutionTimeUs / 1000m,
            snapshot.MaxExecutionTimeUs / 1000m,
            snapshot.TotalExecutions == 0 ? null : decimal.Round((decimal)snapshot.AverageExecutionTimeUs / 1000m, 3)
        );
}
