using System.Collections.Immutable;
using Smg.Wasm.AspNetCore.Registration;
using Smg.Wasm.AspNetCore.Selection;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Manifests;

/// <summary>A module as the manifest keeps it. Its bytes are in the store, by their digest.</summary>
internal sealed record ManifestEntry
{
    /// <summary>The id.</summary>
    public required Guid ModuleUuid { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The path that it was registered by; empty when it came as bytes.</summary>
    public required string FilePath { get; init; }

    /// <summary>The bytes' SHA-256.</summary>
    public required string Sha256Hash { get; init; }

    /// <summary>Where it is called.</summary>
    public required IReadOnlyList<AttachPointForm> AttachPoints { get; init; }

    /// <summary>What happens to a message when it fails.</summary>
    public required FailurePolicy FailurePolicy { get; init; }

    /// <summary>Modules of lower order are called first.</summary>
    public required int Order { get; init; }

    /// <summary>Its place among modules of equal order.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was first registered.</summary>
    public required string CreatedAt { get; init; }

    /// <summary>Its own limit of milliseconds.</summary>
    public int? MaxExecutionTimeMs { get; init; }

    /// <summary>Its own limit of pages.</summary>
    public int? MaxMemoryPages { get; init; }

    /// <summary>False where its memory always begins with the pages that the guest wrote; missing where it may begin with more.</summary>
    public bool? PregrowMemory { get; init; }

    /// <summary>What happens to streamed responses; missing in manifests of version 1, where the failure policy decides.</summary>
    public StreamPolicy? OnStream { get; init; }

    /// <summary>Whether it needs bodies; missing in manifests of version 1, where it does.</summary>
    public bool? NeedsBody { get; init; }

    /// <summary>The requests that it sees; missing where it sees all.</summary>
    public ModuleMatch? Match { get; init; }

    /// <summary>Its configuration.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>The digest.</summary>
    public Sha256Digest Digest => Sha256Digest.TryParse(Sha256Hash, out Sha256Digest digest) ? digest : default;

    /// <summary>Whether requests must not pass while it is missing.</summary>
    public bool GuardsMessages => FailurePolicy == FailurePolicy.Closed && AttachPoints.Any(point => point.Middleware is not null);

    /// <summary>What is kept of a module.</summary>
    public static ManifestEntry Of(RegisteredModule module)
    {
        ModuleSettings settings = module.Module.Settings;
        return new()
        {
            ModuleUuid = module.Id,
            Name = module.Module.Name,
            FilePath = module.GivenPath ?? "",
            Sha256Hash = module.Module.Digest.ToString(),
            AttachPoints = [.. module.AttachPoints.Select(AttachPointForm.Of)],
            FailurePolicy = module.FailurePolicy,
            Order = module.Order,
            Sequence = module.Sequence,
            CreatedAt = Timestamp.Format(module.CreatedAt),
            OnStream = module.OnStream,
            NeedsBody = module.NeedsBody,
            Match = module.Tag as ModuleMatch,
            MaxExecutionTimeMs = settings.MaxExecutionTimeMs,
            MaxMemoryPages = settings.MaxMemoryPages,
            PregrowMemory = settings.PregrowMemory ? null : false,
            Environment = settings.Environment.IsEmpty ? null : settings.Environment,
        };
    }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? FindFault() =>
        !Sha256Digest.TryParse(Sha256Hash, out _) ? $"module {ModuleUuid}: sha256_hash is not 64 hexadecimal digits"
        : !Timestamp.TryParse(CreatedAt, out _) ? $"module {ModuleUuid}: created_at is not an RFC 3339 timestamp"
        : AttachPoints.Any(point => point is not { Middleware: null } == point is not { Storage: null })
            ? $"module {ModuleUuid}: attach_points has an entry that is neither Middleware nor Storage"
        : null;

    /// <summary>What the module keeps.</summary>
    public ModuleIdentity ToIdentity() =>
        new(ModuleUuid, Sequence, Timestamp.TryParse(CreatedAt, out DateTimeOffset created) ? created : default);

    /// <summary>How it is registered again. It was called for a try when it was registered first.</summary>
    public ModuleRegistration ToRegistration() =>
        new(Name, [.. AttachPoints.Select(point => point.ToAttachPoint())])
        {
            Order = Order,
            FailurePolicy = FailurePolicy,
            DryRun = false,
            OnStream = OnStream,
            NeedsBody = NeedsBody ?? true,
            Tag = Match,
            Settings = new ModuleSettings
            {
                MaxExecutionTimeMs = MaxExecutionTimeMs,
                MaxMemoryPages = MaxMemoryPages,
                PregrowMemory = PregrowMemory ?? true,
                Environment =
                    Environment?.ToImmutableSortedDictionary(StringComparer.Ordinal) ?? ImmutableSortedDictionary<string, string>.Empty,
            },
        };
}

/// <summary>The manifest.</summary>
/// <param name="Version">The version of its format.</param>
/// <param name="Modules">The modules, in the order in which they are called.</param>
internal sealed record ManifestDocument(int Version, IReadOnlyList<ManifestEntry> Modules)
{
    /// <summary>The newest version that this gateway reads. It writes it where a module has a match, which 2 lacks, and else 2.</summary>
    public const int CurrentVersion = 3;

    /// <summary>The version of manifests without a match, which gateways from before can read.</summary>
    public const int PlainVersion = 2;

    /// <summary>The oldest version that this gateway reads: 1 lacks on_stream and needs_body.</summary>
    public const int OldestVersion = 1;
}
