using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Manifests;

/// <summary>
/// Registers again what the manifest kept: from the store, or from the file that it was registered by while that has the same bytes. As
/// many at once as there are processors, because a module's place does not depend on when it is restored; one after the other where two of
/// them exclude each other, so that the first one wins.
/// </summary>
internal sealed class ManifestRestore(Manifest manifest, ModuleManager modules, ILogger logger)
{
    /// <summary>Restores. A module that cannot be restored does not keep the others.</summary>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        int restored = 0;
        ParallelOptions options = new()
        {
            MaxDegreeOfParallelism = AreDistinct(manifest.Kept) ? Environment.ProcessorCount : 1,
            CancellationToken = cancellationToken,
        };
        await Parallel
            .ForEachAsync(
                manifest.Kept,
                options,
                async (entry, cancelled) =>
                {
                    if (await TryRestoreAsync(entry, cancelled).ConfigureAwait(false))
                    {
                        Interlocked.Increment(ref restored);
                    }
                }
            )
            .ConfigureAwait(false);
        ManifestLog.Restored(logger, restored, manifest.Kept.Count);
    }

    /// <summary>Whether no two modules have a name, an id or their bytes in common.</summary>
    private static bool AreDistinct(IReadOnlyList<ManifestEntry> entries) =>
        entries.DistinctBy(entry => entry.Name).Count() == entries.Count
        && entries.DistinctBy(entry => entry.ModuleUuid).Count() == entries.Count
        && entries.DistinctBy(entry => entry.Digest).Count() == entries.Count;

    private async Task<bool> TryRestoreAsync(ManifestEntry entry, CancellationToken cancellationToken)
    {
#if SABOTAGE
        await Task.Delay(Smg.Sabotage.Fault.SlowRestore ? 20 : 0, cancellationToken).ConfigureAwait(false);
#endif
        if (entry.Match?.FindFaults() is [{ } fault, ..])
        {
            // It would choose other requests than its author meant, perhaps none.
            return Miss(entry, $"Its match is invalid: {fault}.");
        }

        RegistrationResult result = await RestoreAsync(entry, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (!result.Succeeded)
        {
            return Miss(entry, result.Message);
        }

        if (entry.FilePath.Length > 0 && FindChange(entry.FilePath, result.Module.Module) is { } change)
        {
            ManifestLog.FileChanged(logger, entry.FilePath, entry.Name, entry.ModuleUuid, change);
        }

        return true;
    }

    private bool Miss(ManifestEntry entry, string reason)
    {
        manifest.Explain(entry.ModuleUuid, reason);
        ManifestLog.NotRestored(logger, entry.Name, entry.ModuleUuid, reason);
        return false;
    }

    private Task<RegistrationResult> RestoreAsync(ManifestEntry entry, CancellationToken cancellationToken)
    {
        ModuleIdentity identity = entry.ToIdentity() with { Digest = entry.Digest };
        ModuleOrigin origin = new(entry.FilePath.Length == 0 ? null : entry.FilePath, null);
        return manifest.Store.TryRead(entry.Digest) is { } bytes
            ? modules.RestoreBytesAsync(identity with { Origin = origin }, entry.ToRegistration(), bytes, cancellationToken)
            : modules.RestoreFileAsync(identity, entry.ToRegistration(), entry.FilePath, cancellationToken);
    }

    /// <summary>What has become of a module's file; null when it is as it was.</summary>
    private static string? FindChange(string path, WasmModule module)
    {
        const string Other = "has changed";
        if (!OpenedFile.TryOpen(path, out OpenedFile? file, out _, out string message))
        {
            return $"cannot be read ({message})";
        }

        using (file)
        {
            if (file.Length != module.Bytes.Length)
            {
                return Other;
            }

            try
            {
                return Sha256Digest.Of(file.ReadAll()) == module.Digest ? null : Other;
            }
            catch (IOException e)
            {
                return $"cannot be read ({e.Message})";
            }
        }
    }
}
