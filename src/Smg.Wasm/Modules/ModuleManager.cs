using System.Collections.Immutable;
using Smg.Wasm.Bridge;
using Smg.Wasm.Compilation;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Modules;

/// <summary>Knows the modules of a gateway: registers, removes, lists and orders them. Safe to use from any thread; readers never wait.</summary>
public sealed class ModuleManager(TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _writeLock = new();
    private ImmutableArray<RegisteredModule> _modules = [];
    private long _sequence;

    /// <summary>Registers a file, which is read once: the bytes that are checked are the bytes that run.</summary>
    /// <param name="name">The name that failures and logs use.</param>
    /// <param name="path">An absolute path to a <c>.wasm</c> file.</param>
    /// <param name="attachPoints">Where it is called; at least one.</param>
    /// <param name="order">Modules of lower order are called first.</param>
    public RegistrationResult RegisterFile(string name, string path, IReadOnlyList<AttachPoint> attachPoints, int order = 0)
    {
        if (ModulePath.Resolve(path, out string? refusal) is not { } real)
        {
            return RegistrationResult.Refused(RegistrationError.PathRefused, $"Module '{name}': {refusal}.");
        }

        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(real);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return RegistrationResult.Refused(RegistrationError.FileUnreadable, $"Module '{name}': '{path}' cannot be read: {e.Message}");
        }

        return Register(name, bytes, real, attachPoints, order);
    }

    /// <summary>Registers bytes that the caller has.</summary>
    /// <param name="name">The name that failures and logs use.</param>
    /// <param name="bytes">A component in the binary format; it is copied.</param>
    /// <param name="attachPoints">Where it is called; at least one.</param>
    /// <param name="order">Modules of lower order are called first.</param>
    public RegistrationResult RegisterBytes(string name, ReadOnlySpan<byte> bytes, IReadOnlyList<AttachPoint> attachPoints, int order = 0)
        => Register(name, bytes, filePath: null, attachPoints, order);

    /// <summary>Removes a module. Calls that run or wait go on with it.</summary>
    /// <returns>False when there is none of that id.</returns>
    public bool Remove(Guid id)
    {
        lock (_writeLock)
        {
            ImmutableArray<RegisteredModule> rest = _modules.RemoveAll(module => module.Id == id);
            bool removed = rest.Length < _modules.Length;
            _modules = rest;
            return removed;
        }
    }

    /// <summary>All modules, in the order in which they are called.</summary>
    public IReadOnlyList<RegisteredModule> List() => _modules;

    /// <summary>A module by its id; null when there is none.</summary>
    public RegisteredModule? Find(Guid id) => _modules.FirstOrDefault(module => module.Id == id);

    /// <summary>The modules of an attach point, in the order in which they are called. Counts as an access of each.</summary>
    public IReadOnlyList<RegisteredModule> ForAttachPoint(AttachPoint attachPoint)
    {
        DateTimeOffset now = _time.GetUtcNow();
        List<RegisteredModule> attached = [];
        foreach (RegisteredModule module in _modules)
        {
            if (module.AttachPoints.Contains(attachPoint))
            {
                module.MarkAccess(now);
                attached.Add(module);
            }
        }

        return attached;
    }

    private RegistrationResult Register(string name, ReadOnlySpan<byte> bytes, string? filePath, IReadOnlyList<AttachPoint> attachPoints, int order)
    {
        ArgumentNullException.ThrowIfNull(attachPoints);
        if (string.IsNullOrWhiteSpace(name))
        {
            return RegistrationResult.Refused(RegistrationError.NameMissing, "A module needs a name.");
        }

        if (attachPoints.Count == 0)
        {
            return RegistrationResult.Refused(RegistrationError.AttachPointMissing, $"Module '{name}' has no attach point: give at least one.");
        }

        if (ComponentPreamble.Check(name, bytes) is { } failure)
        {
            return RegistrationResult.Refused(RegistrationError.NotAComponent, $"Module '{name}': {failure.Message}");
        }

        WasmModule module = WasmModule.FromBytes(name, bytes);
        string? notBridged = BridgeComposer.FindObstacle(bytes);
        lock (_writeLock)
        {
            if (_modules.FirstOrDefault(known => known.Module.Digest == module.Digest) is { } same)
            {
                return RegistrationResult.Refused(
                    RegistrationError.DuplicateBytes, $"Module '{name}' has the same bytes as module '{same.Module.Name}' ({same.Id}).");
            }

            RegisteredModule registered = new(Guid.NewGuid(), module, filePath, [.. attachPoints.Distinct()], order, _sequence++, _time.GetUtcNow()) { NotBridgedBecause = notBridged };
            _modules = _modules.Add(registered).Sort((a, b) => (a.Order, a.Sequence).CompareTo((b.Order, b.Sequence)));
            return RegistrationResult.Ok(registered);
        }
    }
}
