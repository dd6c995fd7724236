using System.Collections.Immutable;
using Smg.Wasm.Contract;

namespace Smg.Wasm.Registration;

/// <summary>
/// All modules at one moment, in the order in which they are called. A message that keeps one snapshot sees no change half way.
/// </summary>
public sealed class ModuleSnapshot
{
    private readonly IReadOnlyList<RegisteredModule>[] _byAttachPoint;

    private ModuleSnapshot(ImmutableArray<RegisteredModule> modules)
    {
        Modules = modules;
        _byAttachPoint =
        [
            .. Enumerable
                .Range(0, AttachPointTable.Length)
                .Select(point => modules.RemoveAll(module => !module.AttachPoints.Contains((AttachPoint)point))),
        ];
        IReadOnlyList<RegisteredModule> ofRequests = ForAttachPoint(AttachPoint.OnRequest);
        BeforeBody = [.. ofRequests.TakeWhile(module => !module.NeedsBody)];
        AfterBody = BeforeBody.Count == 0 ? ofRequests : [.. ofRequests.Skip(BeforeBody.Count)];
    }

    /// <summary>A snapshot without modules.</summary>
    public static ModuleSnapshot Empty { get; } = new([]);

    /// <summary>All modules.</summary>
    public ImmutableArray<RegisteredModule> Modules { get; }

    /// <summary>
    /// The leading modules of <see cref="AttachPoint.OnRequest"/> that do not need the body: they can be called before it arrives.
    /// </summary>
    public IReadOnlyList<RegisteredModule> BeforeBody { get; }

    /// <summary>
    /// The modules of <see cref="AttachPoint.OnRequest"/> after <see cref="BeforeBody"/>; empty where none needs the body.
    /// </summary>
    public IReadOnlyList<RegisteredModule> AfterBody { get; }

    /// <summary>Whether a module sees responses, whole or event by event.</summary>
    public bool LooksAtResponses => ForAttachPoint(AttachPoint.OnResponse).Count > 0 || ForAttachPoint(AttachPoint.OnEvent).Count > 0;

    /// <summary>Returns the module with an id; null when the snapshot does not have it.</summary>
    public RegisteredModule? Find(Guid id) => Modules.FirstOrDefault(module => module.Id == id);

    /// <summary>Returns the modules of an attach point, as a chain. Never changes, and allocates nothing.</summary>
    public IReadOnlyList<RegisteredModule> ForAttachPoint(AttachPoint attachPoint) =>
        (uint)attachPoint < (uint)_byAttachPoint.Length ? _byAttachPoint[(int)attachPoint] : [];

    /// <summary>
    /// Creates a snapshot of modules that a host chose, sorted by their order; those of equal order stay in the given order.
    /// </summary>
    /// <param name="modules">The modules.</param>
    public static ModuleSnapshot Of(IEnumerable<RegisteredModule> modules) => new([.. modules.OrderBy(module => module.Order)]);

    /// <summary>These modules and one more, which takes the place of the one with its id.</summary>
    internal ModuleSnapshot With(RegisteredModule module) =>
        new(
            Modules
                .RemoveAll(known => known.Id == module.Id)
                .Add(module)
                .Sort((a, b) => (a.Order, a.Sequence).CompareTo((b.Order, b.Sequence)))
        );

    /// <summary>These modules but one.</summary>
    internal ModuleSnapshot Without(Guid id) => new(Modules.RemoveAll(module => module.Id == id));
}
