using System.Collections.Immutable;
using Smg.Wasm.Components;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Registration;

/// <summary>
/// The registered modules of a host: registers, replaces, removes, lists and orders them. Safe to use from any thread; readers never wait.
/// A registration takes these steps in order and ends at the first that refuses:
/// <list type="number">
/// <item>the name is present, without control characters;</item>
/// <item>the attach points are present, distinct and supported;</item>
/// <item>the settings are within the runtime's limits;</item>
/// <item>the path keeps the rules, as given and with links resolved;</item>
/// <item>the file is opened once and read once: the bytes that are checked are the bytes that run;</item>
/// <item>it is not larger than <see cref="WasmRuntimeOptions.MaxModuleBytes"/>;</item>
/// <item>it begins as a component;</item>
/// <item>its digest is the one that the registration asks for, if it asks for one;</item>
/// <item>its name and its bytes differ from every other module's, registered or being registered, and are reserved;</item>
/// <item>it compiles;</item>
/// <item>the host offers its imports, and it fits its limits;</item>
/// <item>it exports its attach points with the WIT's types;</item>
/// <item>it can read its configuration, if it has any;</item>
/// <item>it answers each sample message of the dry run, in fresh instances;</item>
/// <item>the journal persists it, and it is published: readers see it from the next call on.</item>
/// </list>
/// </summary>
public sealed class ModuleManager
{
    private readonly PublishedModules _modules;
    private readonly WasmRuntime _runtime;
    private readonly TimeProvider _time;
    private readonly ModuleInspection _inspection;

    /// <summary>Creates a manager without modules.</summary>
    /// <param name="runtime">The runtime that compiles and calls modules; it must outlive all registrations.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="journal">Persists the modules beyond the life of the process; null, the default, for no persistence.</param>
    /// <param name="allowsSameBytes">Whether several modules may have the same bytes under different names. Defaults to false, because a
    /// second copy is usually a mistake.</param>
    public ModuleManager(WasmRuntime runtime, TimeProvider? time = null, IModuleJournal? journal = null, bool allowsSameBytes = false)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        _runtime = runtime;
        _time = time ?? TimeProvider.System;
        _inspection = new ModuleInspection(runtime, _time);
        _modules = new PublishedModules(runtime, _time, journal, allowsSameBytes);
    }

    /// <summary>Whether files may end in <c>.WASM</c> too. Defaults to false; smg 1.13 accepts it.</summary>
    public bool IgnoresExtensionCase { get; init; }

    /// <summary>All modules at this moment.</summary>
    public ModuleSnapshot Current => _modules.Current;

    /// <summary>Registers a file. It is opened and read before this method returns.</summary>
    /// <param name="registration">The registration.</param>
    /// <param name="path">An absolute path to a <c>.wasm</c> file.</param>
    /// <param name="cancellationToken">Cancels the registration.</param>
    public Task<RegistrationResult> RegisterFileAsync(
        ModuleRegistration registration,
        string path,
        CancellationToken cancellationToken = default
    ) => AddAsync(registration, ModuleSource.File(path, IgnoresExtensionCase), ModulePlace.New, cancellationToken);

    /// <summary>Registers bytes.</summary>
    /// <param name="registration">The registration.</param>
    /// <param name="bytes">A component in the binary format; it is copied before this method returns.</param>
    /// <param name="cancellationToken">Cancels the registration.</param>
    public Task<RegistrationResult> RegisterBytesAsync(
        ModuleRegistration registration,
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken = default
    ) => AddAsync(registration, ModuleSource.Memory(bytes), ModulePlace.New, cancellationToken);

    /// <summary>
    /// Registers a module of an earlier process: when it passes every step, it keeps its id, its place and its time of creation.
    /// </summary>
    /// <param name="identity">The identity that the module keeps.</param>
    /// <param name="registration">The registration.</param>
    /// <param name="path">An absolute path to a <c>.wasm</c> file.</param>
    /// <param name="cancellationToken">Cancels the registration.</param>
    public Task<RegistrationResult> RestoreFileAsync(
        ModuleIdentity identity,
        ModuleRegistration registration,
        string path,
        CancellationToken cancellationToken = default
    ) => AddAsync(registration, ModuleSource.File(path, IgnoresExtensionCase), ModulePlace.Of(identity), cancellationToken);

    /// <summary>Registers bytes as a module of an earlier process, as <see cref="RestoreFileAsync"/> does a file.</summary>
    /// <param name="identity">The identity that the module keeps.</param>
    /// <param name="registration">The registration.</param>
    /// <param name="bytes">A component in the binary format; it is copied before this method returns.</param>
    /// <param name="cancellationToken">Cancels the registration.</param>
    public Task<RegistrationResult> RestoreBytesAsync(
        ModuleIdentity identity,
        ModuleRegistration registration,
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken = default
    ) => AddAsync(registration, ModuleSource.Memory(bytes), ModulePlace.Of(identity), cancellationToken);

    /// <summary>
    /// Replaces a module by a file: its id, its time of creation and its place in the order stay. The old module is called until the new
    /// one has passed every step, and stays when the new one is refused.
    /// </summary>
    /// <param name="id">The module that is replaced.</param>
    /// <param name="registration">The registration of the file; its order is ignored.</param>
    /// <param name="path">An absolute path to a <c>.wasm</c> file.</param>
    /// <param name="cancellationToken">Cancels the registration.</param>
    public Task<RegistrationResult> ReplaceFileAsync(
        Guid id,
        ModuleRegistration registration,
        string path,
        CancellationToken cancellationToken = default
    ) => AddAsync(registration, ModuleSource.File(path, IgnoresExtensionCase), ModulePlace.InsteadOf(id), cancellationToken);

    /// <summary>Replaces a module by bytes, as <see cref="ReplaceFileAsync"/> does a file.</summary>
    /// <param name="id">The module that is replaced.</param>
    /// <param name="registration">The registration of the bytes; its order is ignored.</param>
    /// <param name="bytes">A component in the binary format; it is copied before this method returns.</param>
    /// <param name="cancellationToken">Cancels the registration.</param>
    public Task<RegistrationResult> ReplaceBytesAsync(
        Guid id,
        ModuleRegistration registration,
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken = default
    ) => AddAsync(registration, ModuleSource.Memory(bytes), ModulePlace.InsteadOf(id), cancellationToken);

    /// <summary>Removes a module. Calls that run or wait finish with it.</summary>
    /// <returns>False when the id is unknown.</returns>
    /// <exception cref="IOException">The journal cannot persist the removal. The module stays.</exception>
    public bool Remove(Guid id)
    {
        RegisteredModule? removed = _modules.Remove(id);
        if (removed is not null)
        {
            _runtime.Diagnostics.Removed(removed.Module, id);
        }

        return removed is not null;
    }

    /// <summary>All modules, in the order in which they are called.</summary>
    public ImmutableArray<RegisteredModule> List() => Current.Modules;

    /// <summary>Whether a module with this name is registered, or is being registered.</summary>
    public bool Knows(string name) => _modules.Knows(name);

    /// <summary>Returns the module with an id; null when it is not registered.</summary>
    public RegisteredModule? Find(Guid id) => Current.Find(id);

    /// <summary>
    /// Returns the modules of an attach point, in the order in which they are called. Counts as an access of each; allocates nothing.
    /// </summary>
    public IReadOnlyList<RegisteredModule> ForAttachPoint(AttachPoint attachPoint)
    {
        IReadOnlyList<RegisteredModule> modules = Current.ForAttachPoint(attachPoint);
        MarkAccess(modules);
        return modules;
    }

    /// <summary>
    /// Counts an access of each of these modules, for callers that took them from <see cref="Current"/>; allocates nothing.
    /// </summary>
    public void MarkAccess(IReadOnlyList<RegisteredModule> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        DateTimeOffset now = _time.GetUtcNow();
        for (int i = 0; i < modules.Count; i++)
        {
            modules[i].MarkAccess(now);
        }
    }

    private async Task<RegistrationResult> AddAsync(
        ModuleRegistration registration,
        ModuleSource source,
        ModulePlace place,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(registration);
        if (place.Restored is { } identity)
        {
            _modules.KeepFree(identity.Sequence);
        }

        RegistrationResult result = await CheckAndPublishAsync(registration, source, place, cancellationToken).ConfigureAwait(false);
        if (result.Module is { } module)
        {
            _runtime.Diagnostics.Registered(module.Module, module.Id);
            if (module.IsLinked || module.NotLinkedBecause is not null)
            {
                _runtime.Diagnostics.Linked(module.Module, module.NotLinkedBecause);
            }

            if ((module.NotDirectBecause ?? module.StartRunsBecause) is { } obstacle)
            {
                _runtime.Diagnostics.Hindered(module.Module, obstacle, isDirect: module.IsDirect);
            }
        }
        else
        {
            _runtime.Diagnostics.RegistrationRefused(registration.Name, result.Error!.Value.ToString(), result.Message);
        }

        return result;
    }

    private async Task<RegistrationResult> CheckAndPublishAsync(
        ModuleRegistration registration,
        ModuleSource source,
        ModulePlace place,
        CancellationToken cancellationToken
    )
    {
        if (TryReserve(registration, source, place, out ModuleCandidate? candidate) is { } unfit)
        {
            return RegistrationResult.Refused(registration.Name, unfit);
        }

        // Its code is not evicted before it is known whether it stays.
        _runtime.Engines.Pin(candidate!.Module);
        try
        {
            // 10. to 15. What the component shows, before it is compiled and after.
            (RegistrationRefusal? refusal, ModuleFindings? findings) = await _inspection
                .RunAsync(candidate.Module, candidate.Registration, cancellationToken)
                .ConfigureAwait(false);
            return refusal is null
                ? _modules.Publish(candidate with { Findings = findings! }, place)
                : RegistrationResult.Refused(registration.Name, refusal);
        }
        finally
        {
            _runtime.Engines.Unpin(candidate.Module);
            _modules.Release(candidate.Module);
        }
    }

    /// <summary>Reads a module, and reserves its name and bytes.</summary>
    /// <returns>Null when both are reserved, else why neither is.</returns>
    private RegistrationRefusal? TryReserve(
        ModuleRegistration registration,
        ModuleSource source,
        ModulePlace place,
        out ModuleCandidate? candidate
    )
    {
        candidate = null;

        // 1. to 3. What the registration says.
        RegistrationRefusal? gone =
            place.Replaced is { } id && Find(id) is null ? PublishedModules.NotFound(RegistrationStage.Id, id) : null;
        if ((gone ?? RegistrationChecks.Check(registration, _runtime.Options)) is { } unfit)
        {
            return unfit;
        }

        // 4. to 6. The path, the one open and the one read, the size.
        registration = registration with
        {
            AttachPoints = [.. registration.AttachPoints],
        };
        if (source.Read(_runtime.Options.MaxModuleBytes, out byte[] bytes, out ModuleOrigin origin) is { } unread)
        {
            return unread;
        }

        // 7. The first bytes.
        if (ComponentPreamble.Check(registration.Name, bytes) is { } noComponent)
        {
            return RegistrationRefusal.For(RegistrationStage.Preamble, noComponent, RegistrationError.NotAComponent) with
            {
                Error = RegistrationError.NotAComponent,
            };
        }

        // 8. The digest; 9. the reservation.
        registration = StreamDefaults.Resolve(registration, bytes);
        WasmModule module = WasmModule.Own(registration.Name, bytes).WithSettings(registration.Settings);
        candidate = new ModuleCandidate(module, registration, origin);
        return place.FindDifference(module) ?? RegistrationChecks.CheckDigest(registration, module) ?? _modules.Reserve(module, place);
    }
}
