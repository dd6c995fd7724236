using Smg.Wasm.Interop;
using Smg.Wasm.Modules;

namespace Smg.Wasm.AspNetCore.Manifests;

/// <summary>Keeps the bytes of modules by their digest, in a folder beside the manifest. Safe to use from any thread.</summary>
/// <param name="folder">The folder; it is made when it is needed.</param>
internal sealed class ModuleStore(string folder)
{
    private const string Extension = ".wasm";

    /// <summary>The digests whose bytes this process has found there, or written.</summary>
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Where a module's bytes are.</summary>
    public string PathOf(Sha256Digest digest) => PathOf(digest.ToString());

    /// <summary>Keeps a module's bytes, unless they are there.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public void Save(WasmModule module)
    {
        if (Knows(module.Digest) || TryRead(module.Digest) is not null)
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
        Know(module.Digest);
    }

    /// <summary>The bytes of a digest; null when they are not there, or are others by now.</summary>
    public byte[]? TryRead(Sha256Digest digest)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(PathOf(digest));
            if (Sha256Digest.Of(bytes) != digest)
            {
                return null;
            }

            Know(digest);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Deletes what is not needed any more, if that can be done: of others' bytes, and of those that this process knows.</summary>
    /// <param name="named">The digests that are needed.</param>
    /// <param name="others">Digests that were.</param>
    public void DeleteOthers(IEnumerable<Sha256Digest> named, IEnumerable<Sha256Digest> others)
    {
        lock (_known)
        {
            foreach (
                string digest in others.Select(one => one.ToString()).Union(_known).Except(named.Select(one => one.ToString())).ToList()
            )
            {
                AtomicFile.TryDelete(PathOf(digest));
                _known.Remove(digest);
            }
        }
    }

    private string PathOf(string digest) => Path.Combine(folder, digest + Extension);

    private bool Knows(Sha256Digest digest)
    {
        lock (_known)
        {
            return _known.Contains(digest.ToString());
        }
    }

    private void Know(Sha256Digest digest)
    {
        lock (_known)
        {
            _known.Add(digest.ToString());
        }
    }

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
