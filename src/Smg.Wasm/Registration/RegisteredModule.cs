using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Registration;

/// <summary>A module that the manager knows. Immutable but for its counters; a replacement is another object with the same id.</summary>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "A source without a timer holds nothing that must be freed, and streams may register at it until the last of them ends."
)]
public sealed class RegisteredModule : IChainLink
{
    private readonly AccessCounter _accesses;
    private readonly CancellationTokenSource _retired = new();

    private RegisteredModule(
        Guid id,
        WasmModule module,
        ModuleRegistration registration,
        int order,
        long sequence,
        DateTimeOffset createdAt,
        AccessCounter accesses
    )
    {
        Id = id;
        Module = module;
        AttachPoints = [.. registration.AttachPoints];
        FailurePolicy = registration.FailurePolicy;
        OnStream = registration.OnStream ?? (registration.FailurePolicy == FailurePolicy.Open ? StreamPolicy.Pass : StreamPolicy.Reject);
        NeedsBody = registration.NeedsBody;
        Tag = registration.Tag;
        Order = order;
        Sequence = sequence;
        CreatedAt = createdAt;
        _accesses = accesses;
    }

    /// <summary>The id that the manager assigned.</summary>
    public Guid Id { get; }

    /// <summary>The component: name, bytes, digest and settings.</summary>
    public WasmModule Module { get; }

    /// <summary>The file it was read from, links resolved; null when it came as bytes.</summary>
    public string? FilePath { get; private init; }

    /// <summary>The path that it was registered by; null when it came as bytes.</summary>
    public string? GivenPath { get; private init; }

    /// <summary>The attach points at which it is called.</summary>
    public ImmutableArray<AttachPoint> AttachPoints { get; }

    /// <summary>What happens to a message when it fails.</summary>
    public FailurePolicy FailurePolicy { get; }

    /// <summary>What happens to streamed responses; the default is resolved.</summary>
    public StreamPolicy OnStream { get; }

    /// <summary>Whether <see cref="OnStream"/> applies: the module sees responses, whole or event by event.</summary>
    public bool LooksAtStreams => AttachPoints.Contains(AttachPoint.OnResponse) || AttachPoints.Contains(AttachPoint.OnEvent);

    /// <inheritdoc/>
    public bool NeedsBody { get; }

    /// <summary>Data that the host keeps with the module; null for none.</summary>
    public object? Tag { get; }

    /// <summary>Modules of one attach point are called by rising order, those of equal order as they were registered.</summary>
    public int Order { get; }

    /// <summary>
    /// Why the module takes the dynamic path although the options ask for the bridge, as the end of a sentence about it; null when it has
    /// an adapter.
    /// </summary>
    public string? NotBridgedBecause { get; private init; }

    /// <summary>Whether the core modules of the component were merged (<see cref="Options.WasmRuntimeOptions.LinkModules"/>).</summary>
    public bool IsLinked { get; private init; }

    /// <summary>Why its core modules were not merged; null where they were, or where it has only one.</summary>
    public string? NotLinkedBecause { get; private init; }

    /// <summary>When it was registered, in UTC. A replacement keeps it.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>When it was last handed out for a call, in UTC.</summary>
    public DateTimeOffset LastAccessedAt => _accesses.Last;

    /// <summary>How often it was handed out for a call. A replacement continues the count.</summary>
    public long AccessCount => _accesses.Count;

    /// <summary>Its place among modules of equal order: those of lower sequence are called first. A replacement keeps it.</summary>
    public long Sequence { get; }

    /// <summary>
    /// Cancelled when the module is removed or another takes its place: its live streams end soon after. Its callbacks must be short.
    /// </summary>
    public CancellationToken Retired => _retired.Token;

    /// <summary>A module that differs in its bytes.</summary>
    internal static RegisteredModule Create(
        WasmModule module,
        ModuleRegistration registration,
        ModuleOrigin origin,
        ModuleFindings findings,
        ModuleIdentity identity,
        DateTimeOffset now
    ) =>
        new(identity.Id, module, registration, registration.Order, identity.Sequence, identity.CreatedAt, new AccessCounter(now))
        {
            GivenPath = (identity.Origin ?? origin).GivenPath,
            FilePath = (identity.Origin ?? origin).RealPath,
            NotBridgedBecause = findings.NotBridgedBecause,
            IsLinked = findings.IsLinked,
            NotLinkedBecause = findings.NotLinkedBecause,
        };

    /// <summary>What takes this module's place.</summary>
    internal RegisteredModule ReplaceBy(WasmModule module, ModuleRegistration registration, ModuleOrigin origin, ModuleFindings findings) =>
        new(Id, module, registration, Order, Sequence, CreatedAt, _accesses)
        {
            GivenPath = origin.GivenPath,
            FilePath = origin.RealPath,
            NotBridgedBecause = findings.NotBridgedBecause,
            IsLinked = findings.IsLinked,
            NotLinkedBecause = findings.NotLinkedBecause,
        };

    /// <summary>Says that it takes no more messages. Callbacks run on other threads.</summary>
    internal void Retire() => _ = _retired.CancelAsync();

    internal void MarkAccess(DateTimeOffset now) => _accesses.Mark(now);
}
