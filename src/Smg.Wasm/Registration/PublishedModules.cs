using Smg.Wasm.Modules;

namespace Smg.Wasm.Registration;

/// <summary>
/// The modules that readers see, and the names and bytes that registrations in progress have reserved: what changes, changes under one
/// lock, after the journal has persisted it.
/// </summary>
/// <param name="runtime">Its engines keep the code of published modules.</param>
/// <param name="time">The clock.</param>
/// <param name="journal">Persists the modules; null for no persistence.</param>
/// <param name="allowsSameBytes">Whether several modules may have the same bytes.</param>
internal sealed class PublishedModules(WasmRuntime runtime, TimeProvider time, IModuleJournal? journal, bool allowsSameBytes)
{
    private readonly Lock _lock = new();
    private readonly ModuleReservations _reservations = new(allowsSameBytes);
    private volatile ModuleSnapshot _current = ModuleSnapshot.Empty;
    private long _sequence;

    /// <summary>All modules at this moment.</summary>
    public ModuleSnapshot Current => _current;

    /// <summary>Whether a module with this name is published, or is being registered.</summary>
    public bool Knows(string name)
    {
        lock (_lock)
        {
            return _reservations.Holds(name) || _current.Modules.Any(module => module.Module.Name == name);
        }
    }

    /// <summary>No new module takes the place of one that there was, even when that cannot be restored now.</summary>
    public void KeepFree(long sequence)
    {
        lock (_lock)
        {
            _sequence = Math.Max(_sequence, sequence + 1);
        }
    }

    /// <summary>Reserves a module's name and bytes.</summary>
    /// <returns>Null when both are reserved, else why neither is.</returns>
    public RegistrationRefusal? Reserve(WasmModule module, ModulePlace place)
    {
        lock (_lock)
        {
            return _reservations.TryReserve(module, _current, place.Replaced);
        }
    }

    /// <summary>Frees what was reserved.</summary>
    public void Release(WasmModule module)
    {
        lock (_lock)
        {
            _reservations.Release(module);
        }
    }

    /// <summary>
    /// Makes a module known, in its own place or in that of the one that it replaces, when the journal could keep it.
    /// </summary>
    public RegistrationResult Publish(ModuleCandidate module, ModulePlace place)
    {
        lock (_lock)
        {
            RegistrationRefusal? refusal = place.Replaced is { } id
                ? TryReplace(id, module, out RegisteredModule? made)
                : TryAdd(module, place.Restored, out made);
            return (refusal ?? TryShow(made!)) is { } unfit
                ? RegistrationResult.Refused(module.Registration.Name, unfit)
                : RegistrationResult.Ok(made!);
        }
    }

    /// <summary>Removes a module.</summary>
    /// <returns>The module; null when the id is unknown.</returns>
    /// <exception cref="IOException">The journal cannot persist the removal. The module stays.</exception>
    public RegisteredModule? Remove(Guid id)
    {
        lock (_lock)
        {
            RegisteredModule? removed = _current.Find(id);
            if (removed is not null)
            {
                ModuleSnapshot next = _current.Without(id);
                journal?.Keep(next);
                _current = next;
                Retire(removed);
            }

            return removed;
        }
    }

    /// <summary>The refusal of an id that is unknown.</summary>
    public static RegistrationRefusal NotFound(RegistrationStage stage, Guid id) =>
        new(stage, RegistrationError.NotFound, $"no module with the id {id} is registered");

    private RegistrationRefusal? TryReplace(Guid id, ModuleCandidate module, out RegisteredModule? made)
    {
        made = _current.Find(id)?.ReplaceBy(module);
        return made is null ? NotFound(RegistrationStage.Publish, id) : null;
    }

    private RegistrationRefusal? TryAdd(ModuleCandidate module, ModuleIdentity? restored, out RegisteredModule? made)
    {
        DateTimeOffset now = time.GetUtcNow();
        ModuleIdentity identity = restored ?? new ModuleIdentity(Guid.NewGuid(), _sequence, now);
        made = RegisteredModule.Create(module, identity, now);
        return _current.Find(identity.Id) is { } other
            ? new RegistrationRefusal(
                RegistrationStage.Publish,
                RegistrationError.NameTaken,
                $"module '{other.Module.Name}' has the id {other.Id}"
            )
            : null;
    }

    /// <summary>Shows a module to readers, in place of the one with its id, after the journal has persisted it.</summary>
    private RegistrationRefusal? TryShow(RegisteredModule made)
    {
        ModuleSnapshot next = _current.With(made);
        try
        {
            journal?.Keep(next);
        }
        catch (IOException e)
        {
            return new RegistrationRefusal(RegistrationStage.Publish, RegistrationError.NotKept, $"it cannot be saved: {e.Message}");
        }

        _sequence = Math.Max(_sequence, made.Sequence + 1);
        runtime.Engines.Pin(made.Module);
        RegisteredModule? replaced = _current.Find(made.Id);
        _current = next;
        if (replaced is not null)
        {
            Retire(replaced);
        }

        return null;
    }

    private void Retire(RegisteredModule module)
    {
        runtime.Engines.Unpin(module.Module);
        module.Retire();
    }
}
