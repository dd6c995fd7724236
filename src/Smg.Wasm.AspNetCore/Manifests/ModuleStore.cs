using Smg.Wasm.Interop;
using Smg.Wasm.Modules;

namespace Smg.Wasm.AspNetCore.Manifests;

/// <summary>Keeps the bytes of modules by their digest, in a folder beside the manifest.</summary>
/// <param name="folder">The folder; it is made when it is needed.</param>
internal sealed class ModuleStore(string folder)
{
    private const string Extension = ".wasm";

    /// <summary>Where a module's bytes are.</summary>
    public string PathOf(Sha256Digest digest) => Path.Combine(folder, digest + Extension);

    /// <summary>Keeps a module's bytes, unless they are there.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public void Save(WasmModule module)
    {
        if (TryRead(module.Digest) is not null)
        {
            return;
        }

        try
        {
            MakeFolder();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"'{folder}' cannot be created: {e.Message}", e);
        }

        AtomicFile.Write(PathOf(module.Digest), module.Bytes);
    }

    /// <summary>The bytes of a digest; null when they are not there, or are others by now.</summary>
    public byte[]? TryRead(Sha256Digest digest)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(PathOf(digest));
            return Sha256Digest.Of(bytes) == digest ? bytes : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Deletes the bytes of a digest, if that can be done.</summary>
    public void Delete(Sha256Digest digest) => AtomicFile.TryDelete(PathOf(digest));

    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
