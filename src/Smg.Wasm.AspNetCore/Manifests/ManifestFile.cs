using System.Globalization;
using Smg.Wasm.Interop;

namespace Smg.Wasm.AspNetCore.Manifests;

/// <summary>The manifest as a file: JSON of a version, written whole or not at all. A lock beside it keeps it to one gateway.</summary>
internal sealed class ManifestFile : IDisposable
{
    private const string Corrupt = ".corrupt-";
    private const string Acknowledged = ".acknowledged-";

    private readonly string _path;
    private readonly FileStream _lock;

    /// <summary>Takes the manifest for this gateway.</summary>
    /// <param name="path">Its path; there need be no file yet, but a folder for it.</param>
    /// <exception cref="IOException">Another gateway has it, or its folder cannot be used.</exception>
    public ManifestFile(string path)
    {
        _path = path;
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new IOException($"the folder of the manifest '{path}' does not exist: create it, or choose another");
        }

        if (Directory.Exists(path))
        {
            throw new IOException($"the manifest '{path}' is a folder: choose a file in it");
        }

        try
        {
            _lock = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the manifest '{path}' cannot be locked, perhaps because another gateway uses it: {e.Message}", e);
        }
    }

    /// <summary>Reads the manifest.</summary>
    /// <returns>Null where the file does not exist.</returns>
    /// <exception cref="InvalidDataException">It is not a manifest. The message says why.</exception>
    /// <exception cref="IOException">It cannot be read, or is of a newer gateway.</exception>
    public ManifestDocument? Read()
    {
        if (ReadBytes() is not { } bytes)
        {
            return null;
        }

        ManifestDocument manifest;
        try
        {
            manifest = ManifestFormat.Read(bytes);
        }
        catch (IOException e)
        {
            throw new IOException($"the manifest '{_path}' {e.Message}", e);
        }

        return FindFault(manifest) is { } fault ? throw new InvalidDataException($"{fault}.") : manifest;
    }

    /// <summary>Writes the manifest.</summary>
    /// <exception cref="IOException">It cannot be written; the old one is still there.</exception>
    public void Write(ManifestDocument manifest) => AtomicFile.Write(_path, ManifestFormat.Write(manifest));

    /// <summary>Moves a manifest that cannot be read out of the way.</summary>
    /// <returns>Where it is now.</returns>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    public string SetAside(DateTimeOffset now)
    {
        string time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string aside = $"{_path}{Corrupt}{time}-{Guid.NewGuid().ToString("N")[..8]}";
        try
        {
            File.Move(_path, aside);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the manifest '{_path}' is damaged, and cannot be moved out of the way: {e.Message}", e);
        }

        return aside;
    }

    /// <summary>
    /// Damaged manifests that were moved out of the way, at this start or an earlier one, and that no operator has acknowledged.
    /// </summary>
    public IReadOnlyList<string> FindSetAside() =>
        Directory.GetFiles(Path.GetDirectoryName(_path)!, Path.GetFileName(_path) + Corrupt + "*");

    /// <summary>
    /// Marks damaged manifests as known to an operator: under another name, which is there or not whatever happens meanwhile.
    /// </summary>
    /// <returns>Where they are now.</returns>
    /// <exception cref="IOException">One cannot be renamed.</exception>
    public IReadOnlyList<string> Acknowledge()
    {
        List<string> acknowledged = [];
        foreach (string aside in FindSetAside())
        {
            string to = _path + Acknowledged + aside[(_path.Length + Corrupt.Length)..];
            try
            {
                File.Move(aside, to, overwrite: true);
            }
            catch (UnauthorizedAccessException e)
            {
                throw new IOException($"'{aside}' cannot be renamed: {e.Message}", e);
            }

            acknowledged.Add(to);
        }

        return acknowledged;
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private byte[]? ReadBytes()
    {
        if (!OpenedFile.TryOpen(_path, out OpenedFile? file, out FileOpenError error, out string message))
        {
            // A disk that is not there must not look like a gateway without modules.
            return error == FileOpenError.NotFound && new FileInfo(_path).LinkTarget is null
                ? null
                : throw new IOException($"the manifest '{_path}' cannot be read: {message}");
        }

        using (file)
        {
            return file.Kind == FileKind.Regular
                ? file.ReadAll()
                : throw new IOException($"the manifest '{_path}' is a {file.Kind.ToString().ToLowerInvariant()} and not a file");
        }
    }

    private static string? FindFault(ManifestDocument manifest) =>
        manifest.Version is < ManifestDocument.OldestVersion or > ManifestDocument.CurrentVersion
            ? $"its version is {manifest.Version}"
            : manifest.Modules.Select(module => module.FindFault()).FirstOrDefault(fault => fault is not null)
                ?? (
                    manifest.Modules.DistinctBy(module => module.ModuleUuid).Count() < manifest.Modules.Count
                        ? "two modules have the same module_uuid"
                    : manifest.Modules.DistinctBy(module => module.Name).Count() < manifest.Modules.Count ? "two modules have the same name"
                    : null
                );
}
