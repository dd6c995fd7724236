using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Manifests;

/// <summary>
/// Keeps the modules of a gateway over a restart: a file that lists them, and a store of their bytes, so that what was registered last is
/// what serves again, whatever became of the file that it was registered by. Safe to use from any thread.
/// </summary>
internal sealed class Manifest : IModuleJournal, IDisposable
{
    private readonly Lock _lock = new();
    private readonly ManifestFile _file;
    private readonly ILogger _logger;

    /// <summary>What the file says of each module, by id.</summary>
    private Dictionary<Guid, KeptModule> _kept;
    private volatile IReadOnlyList<MissingModule> _missing;
    private volatile IReadOnlyList<string> _setAside = [];

    /// <summary>Takes the manifest at a path, and reads what it keeps. A manifest that cannot be understood is set aside.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="acknowledge">Whether damage that an earlier start found is acknowledged; what this start finds is not.</param>
    /// <param name="logger">Where it logs.</param>
    /// <exception cref="IOException">The file cannot be used: it is another gateway's, or of a newer one, or cannot be read.</exception>
    public Manifest(string path, bool acknowledge, ILogger logger)
    {
        _logger = logger;
        Store = new ModuleStore(path + ".store");
        _file = new ManifestFile(path);
        try
        {
            if (acknowledge)
            {
                _file.Acknowledge();
            }

            ManifestDocument? document = ReadOrSetAside(path);
            _setAside = _file.FindSetAside();
            Kept = document?.Modules ?? [];
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        _kept = Kept.ToDictionary(entry => entry.ModuleUuid, entry => new KeptModule(entry, null) { Reason = "it is not restored yet" });
        _missing = FindMissing();
    }

    /// <summary>What the manifest kept when it was read.</summary>
    public IReadOnlyList<ManifestEntry> Kept { get; }

    /// <summary>The modules' bytes.</summary>
    public ModuleStore Store { get; }

    /// <summary>
    /// Modules that were kept and are not registered. They stay in the manifest until they are replaced or removed, or another takes their
    /// name.
    /// </summary>
    public IReadOnlyList<MissingModule> Missing => _missing;

    /// <summary>
    /// Where manifests were moved to that could not be understood, at this start or an earlier one, until an operator acknowledges it:
    /// which modules they held is not known, and a registration says only which are there now.
    /// </summary>
    public IReadOnlyList<string> Damaged => _setAside;

    /// <inheritdoc/>
    public void Keep(ModuleSnapshot modules)
    {
        lock (_lock)
        {
            Dictionary<Guid, KeptModule> kept = [];
            HashSet<string> names = new(StringComparer.Ordinal);
            foreach (RegisteredModule module in modules.Modules)
            {
                KeptModule? known = _kept.GetValueOrDefault(module.Id);
                kept.Add(module.Id, ReferenceEquals(known?.Module, module) ? known! : new KeptModule(ManifestEntry.Of(module), module));
                names.Add(module.Module.Name);
            }

            foreach ((Guid id, KeptModule missing) in _kept)
            {
                if (missing.Module is null && !names.Contains(missing.Entry.Name))
                {
                    kept.TryAdd(id, missing);
                }
            }

            Write(kept);
        }
    }

    /// <summary>Takes a module that is missing out of the manifest.</summary>
    /// <returns>Its entry; null when no entry has that id.</returns>
    /// <exception cref="IOException">The manifest cannot be written: it stays.</exception>
    public ManifestEntry? Forget(Guid id)
    {
        lock (_lock)
        {
            Dictionary<Guid, KeptModule> kept = new(_kept);
            if (!kept.Remove(id, out KeptModule? missing) || missing.Module is not null)
            {
                return null;
            }

            Write(kept);
            return missing.Entry;
        }
    }

    /// <summary>Notes why a module could not be restored.</summary>
    public void Explain(Guid id, string reason)
    {
        lock (_lock)
        {
            if (_kept.TryGetValue(id, out KeptModule? missing) && missing.Module is null)
            {
                _kept[id] = missing with { Reason = reason };
                _missing = FindMissing();
            }
        }
    }

    /// <summary>An operator knows of the damage: requests may pass again.</summary>
    /// <returns>Where the damaged manifests are now.</returns>
    /// <exception cref="IOException">They cannot be renamed.</exception>
    public IReadOnlyList<string> Acknowledge()
    {
        lock (_lock)
        {
            IReadOnlyList<string> acknowledged = _file.Acknowledge();
            _setAside = [];
            return acknowledged;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>
    /// Writes first the bytes, then the list that names them; what the new list does not name is deleted last. Nothing is written where the
    /// list stays as it is: a start restores one module after the other.
    /// </summary>
    private void Write(Dictionary<Guid, KeptModule> kept)
    {
        foreach (KeptModule one in kept.Values)
        {
            if (one.Module is { } registered && !IsKnown(one))
            {
                Store.Save(registered.Module);
            }
        }

        if (kept.Count != _kept.Count || kept.Values.Any(IsNew))
        {
            ManifestEntry[] entries =
            [
                .. kept.Values.Select(one => one.Entry).OrderBy(entry => entry.Order).ThenBy(entry => entry.Sequence),
            ];
            _file.Write(
                new ManifestDocument(
                    entries.Any(entry => entry.Match is not null) ? ManifestDocument.CurrentVersion : ManifestDocument.PlainVersion,
                    entries
                )
            );
            Store.DeleteOthers(named: entries.Select(entry => entry.Digest), others: _kept.Values.Select(one => one.Entry.Digest));
        }

        _kept = kept;
        _missing = FindMissing();
    }

    private IReadOnlyList<MissingModule> FindMissing() =>
        [.. _kept.Values.Where(one => one.Module is null).Select(one => new MissingModule(one.Entry, one.Reason))];

    /// <summary>Whether the file does not say the same of a module yet.</summary>
    private bool IsNew(KeptModule one) =>
        !IsKnown(one)
        && !(_kept.TryGetValue(one.Entry.ModuleUuid, out KeptModule? known) && ManifestFormat.AreSame(known.Entry, one.Entry));

    private bool IsKnown(KeptModule one) => ReferenceEquals(_kept.GetValueOrDefault(one.Entry.ModuleUuid), one);

    private ManifestDocument? ReadOrSetAside(string path)
    {
        try
        {
            return _file.Read();
        }
        catch (InvalidDataException e)
        {
            ManifestLog.SetAside(_logger, path, e.Message, _file.SetAside(DateTimeOffset.UtcNow));
            return null;
        }
    }

    /// <summary>A module as the file has it.</summary>
    /// <param name="Entry">What the file says of it.</param>
    /// <param name="Module">The module that the entry was made of; null where it is not registered.</param>
    private sealed record KeptModule(ManifestEntry Entry, RegisteredModule? Module)
    {
        /// <summary>Why it is not registered.</summary>
        public string Reason { get; init; } = "";
    }
}
