using System.Collections.Immutable;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Modules;

/// <summary>All modules at one moment, in the order in which they are called. Who keeps it for a message sees no change half way.</summary>
public sealed class ModuleSnapshot
{
    private readonly IReadOnlyList<RegisteredModule> _onRequest;
    private readonly IReadOnlyList<RegisteredModule> _onResponse;
    private readonly IReadOnlyList<RegisteredModule> _onError;
    private readonly IReadOnlyList<RegisteredModule> _onEvent;
    private readonly IReadOnlyList<RegisteredModule> _storageBefore;
    private readonly IReadOnlyList<RegisteredModule> _storageAfter;

    private ModuleSnapshot(ImmutableArray<RegisteredModule> modules)
    {
        Modules = modules;
        _onRequest = modules.RemoveAll(module => !module.AttachPoints.Contains(AttachPoint.OnRequest));
        BeforeBody = [.. _onRequest.TakeWhile(module => !module.NeedsBody)];
        AfterBody = BeforeBody.Count == 0 ? _onRequest : [.. _onRequest.Skip(BeforeBody.Count)];
        _onResponse = modules.RemoveAll(module => !module.AttachPoints.Contains(AttachPoint.OnResponse));
        _onError = modules.RemoveAll(module => !module.AttachPoints.Contains(AttachPoint.OnError));
        _onEvent = modules.RemoveAll(module => !module.AttachPoints.Contains(AttachPoint.OnEvent));
        _storageBefore = modules.RemoveAll(module => !module.AttachPoints.Contains(AttachPoint.StorageBefore));
        _storageAfter = modules.RemoveAll(module => !module.AttachPoints.Contains(AttachPoint.StorageAfter));
    }

    /// <summary>No modules.</summary>
    public static ModuleSnapshot Empty { get; } = new([]);

    /// <summary>All modules.</summary>
    public ImmutableArray<RegisteredModule> Modules { get; }

    /// <summary>The leading modules of <see cref="AttachPoint.OnRequest"/> that do not need the body: they can be called before it arrives.</summary>
    public IReadOnlyList<RegisteredModule> BeforeBody { get; }

    /// <summary>The modules of <see cref="AttachPoint.OnRequest"/> after <see cref="BeforeBody"/>; empty where none needs the body.</summary>
    public IReadOnlyList<RegisteredModule> AfterBody { get; }

    /// <summary>Whether a module looks at responses, whole or event by event.</summary>
    public bool LooksAtResponses => _onResponse.Count > 0 || _onEvent.Count > 0;

    /// <summary>A module by its id; null when it is missing.</summary>
    public RegisteredModule? Find(Guid id) => Modules.FirstOrDefault(module => module.Id == id);

    /// <summary>The modules of an attach point: a chain of them. Never changes, and allocates nothing.</summary>
    public IReadOnlyList<RegisteredModule> ForAttachPoint(AttachPoint attachPoint) => attachPoint switch
    {
        AttachPoint.OnRequest => _onRequest,
        AttachPoint.OnResponse => _onResponse,
        AttachPoint.StorageBefore => _storageBefore,
        AttachPoint.StorageAfter => _storageAfter,
        AttachPoint.OnError => _onError,
        AttachPoint.OnEvent => _onEvent,
        _ => [],
    };

    /// <summary>These modules and one more, which takes the place of the one with its id.</summary>
    internal ModuleSnapshot With(RegisteredModule module)
        => new(Modules.RemoveAll(known => known.Id == module.Id).Add(module).Sort((a, b) => (a.Order, a.Sequence).CompareTo((b.Order, b.Sequence))));

    /// <summary>These modules but one.</summary>
    internal ModuleSnapshot Without(Guid id) => new(Modules.RemoveAll(module => module.Id == id));
}
