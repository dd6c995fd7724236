using System.Globalization;
using System.Text.Json;
using Smg.Wasm.Interop;

namespace Smg.Wasm.AspNetCore.Manifests;

/// <summary>The manifest as a file: JSON of a version, written whole or not at all. A lock beside it keeps it to one gateway.</summary>
internal sealed class ManifestFile : IDisposable
{
    private static readonly ManifestJson Json = new(
        new JsonSerializerOptions(ManifestJson.Default.Options) { AllowDuplicateProperties = false, MaxDepth = 16 }
    );

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
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(_path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }

        try
        {
            CheckVersion(bytes);
            ManifestDocument manifest = JsonSerializer.Deserialize(bytes, Json.ManifestDocument)!;
            return FindFault(manifest) is { } fault ? throw new InvalidDataException(fault) : manifest;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is how the parser fails at a text that is not Unicode.
            throw new InvalidDataException(e.Message, e);
        }
    }

    /// <summary>How a manifest is written.</summary>
    public static byte[] Serialize(ManifestDocument manifest) => JsonSerializer.SerializeToUtf8Bytes(manifest, Json.ManifestDocument);

    /// <summary>Writes the manifest.</summary>
    /// <exception cref="IOException">It cannot be written; the old one is still there.</exception>
    public void Write(ReadOnlySpan<byte> bytes) => AtomicFile.Write(_path, bytes);

    /// <summary>Moves a manifest that cannot be read out of the way.</summary>
    /// <returns>Where it is now.</returns>
    public string SetAside(DateTimeOffset now)
    {
        string time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string aside = $"{_path}{Corrupt}{time}-{Guid.NewGuid().ToString("N")[..8]}";
        File.Move(_path, aside);
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

    private void CheckVersion(byte[] bytes)
    {
        using JsonDocument json = JsonDocument.Parse(bytes);
        if (
            json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty("version", out JsonElement element)
            && element.ValueKind == JsonValueKind.Number
            && element.TryGetInt32(out int version)
            && version > ManifestDocument.CurrentVersion
        )
        {
            throw new IOException(
                $"the manifest '{_path}' has version {version}, but this gateway reads {ManifestDocument.CurrentVersion}: use the "
                    + "newer gateway, or another manifest"
            );
        }
    }

    private static string? FindFault(ManifestDocument manifest) =>
        manifest.Version is < ManifestDocument.OldestVersion or > ManifestDocument.CurrentVersion ? $"its version is {manifest.Version}"
        : manifest.Modules.Any(module => module is null) ? "a module is null"
        : manifest.Modules.Select(module => module.FindFault()).FirstOrDefault(fault => fault is not null)
            ?? (
                manifest.Modules.DistinctBy(module => module.ModuleUuid).Count() < manifest.Modules.Count
                    ? "two modules have the same module_uuid"
                    : null
            );
}
