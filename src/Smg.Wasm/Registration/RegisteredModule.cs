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
    private readonly ModuleCandidate _module;
    private readonly ModuleIdentity _identity;
    private readonly AccessCounter _accesses;
    private readonly CancellationTokenSource _retired = new();

    private RegisteredModule(ModuleCandidate module, ModuleIdentity identity, int order, AccessCounter accesses)
    {
        _module = module;
        _identity = identity;
        _accesses = accesses;
        Order = order;
        AttachPoints = [.. module.Registration.AttachPoints];
    }

    /// <summary>The id that the manager assigned.</summary>
    public Guid Id => _identity.Id;

    /// <summary>The component: name, bytes, digest and settings.</summary>
    public WasmModule Module => _module.Module;

    /// <summary>The file it was read from, links resolved; null when it came as bytes.</summary>
    public string? FilePath => Origin.RealPath;

    /// <summary>The path that it was registered by; null when it came as bytes.</summary>
    public string? GivenPath => Origin.GivenPath;

    /// <summary>The attach points at which it is called.</summary>
    public ImmutableArray<AttachPoint> AttachPoints { get; }

    /// <summary>What happens to a message when it fails.</summary>
    public FailurePolicy FailurePolicy => _module.Registration.FailurePolicy;

    /// <summary>What happens to streamed responses; the default is resolved.</summary>
    public StreamPolicy OnStream =>
        _module.Registration.OnStream ?? (FailurePolicy == FailurePolicy.Open ? StreamPolicy.Pass : StreamPolicy.Reject);

    /// <summary>Whether <see cref="OnStream"/> applies: the module sees responses, whole or event by event.</summary>
    public bool LooksAtStreams => AttachPoints.Contains(AttachPoint.OnResponse) || AttachPoints.Contains(AttachPoint.OnEvent);

    /// <inheritdoc/>
    public bool NeedsBody => _module.Registration.NeedsBody;

    /// <summary>Data that the host keeps with the module; null for none.</summary>
    public object? Tag => _module.Registration.Tag;

    /// <summary>Modules of one attach point are called by rising order, those of equal order as they were registered.</summary>
    public int Order { get; }

    /// <summary>
    /// Why the module takes the dynamic path although the options ask for the bridge, as the end of a sentence about it; null when it has
    /// an adapter.
    /// </summary>
    public string? NotBridgedBecause => _module.Findings.NotBridgedBecause;

    /// <summary>Whether the core modules of the component were merged (<see cref="Options.WasmRuntimeOptions.LinkModules"/>).</summary>
    public bool IsLinked => _module.Findings.IsLinked;

    /// <summary>Why its core modules were not merged; null where they were, or where it has only one.</summary>
    public string? NotLinkedBecause => _module.Findings.NotLinkedBecause;

    /// <summary>
    /// Whether messages are written into the guest's memory, and answers read there, while the guest calls nothing that it imports
    /// (<see cref="Options.WasmRuntimeOptions.DirectMemory"/>).
    /// </summary>
    public bool IsDirect => _module.Findings.IsDirect;

    /// <summary>
    /// Why the component serves all messages, as the end of a sentence about the module: "it has more than 4 MiB". Null where
    /// <see cref="IsDirect"/>, where <see cref="NotBridgedBecause"/> or
    /// <see cref="NotLinkedBecause"/> says it, and where the options ask for it.
    /// </summary>
    public string? NotDirectBecause => _module.Findings.Obstacles.Direct;

    /// <summary>
    /// Why its start functions run in each instance, instead of a copy of what they do, as the end of a sentence about the module: "its
    /// start function grows a memory". Null where they do not, or it has none.
    /// </summary>
    public string? StartRunsBecause => _module.Findings.Obstacles.Start;

    /// <summary>When it was registered, in UTC. A replacement keeps it.</summary>
    public DateTimeOffset CreatedAt => _identity.CreatedAt;

    /// <summary>When it was last handed out for a call, in UTC.</summary>
    public DateTimeOffset LastAccessedAt => _accesses.Last;

    /// <summary>How often it was handed out for a call. A replacement continues the count.</summary>
    public long AccessCount => _accesses.Count;

    /// <summary>Its place among modules of equal order: those of lower sequence are called first. A replacement keeps it.</summary>
    public long Sequence => _identity.Sequence;

    /// <summary>
    /// Cancelled when the module is removed or another takes its place: its live streams end soon after. Its callbacks must be short.
    /// </summary>
    public CancellationToken Retired => _retired.Token;

    private ModuleOrigin Origin => _identity.Origin ?? _module.Origin;

    /// <summary>A module that differs in its bytes.</summary>
    internal static RegisteredModule Create(ModuleCandidate module, ModuleIdentity identity, DateTimeOffset now) =>
        new(module, identity, module.Registration.Order, new AccessCounter(now));

    /// <summary>What takes this module's place.</summary>
    internal RegisteredModule ReplaceBy(ModuleCandidate module) =>
        new(module, new ModuleIdentity(Id, Sequence, CreatedAt), Order, _accesses);

    /// <summary>Says that it takes no more messages. Callbacks run on other threads.</summary>
    internal void Retire() => _ = _retired.CancelAsync();

    internal void MarkAccess(DateTimeOffset now) => _accesses.Mark(now);
}
