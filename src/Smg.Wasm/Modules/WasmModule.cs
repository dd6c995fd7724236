using System.Globalization;
using System.Text;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Modules;

/// <summary>A component's bytes with a name and a digest. Immutable; compiled at its first call.</summary>
public sealed class WasmModule
{
    private readonly byte[] _bytes;

    private WasmModule(string name, byte[] bytes, Sha256Digest digest, ModuleSettings settings, int initialPages = 0)
    {
        InitialPages = initialPages;
        Name = name;
        _bytes = bytes;
        Digest = digest;
        Settings = settings;
        Wasi = settings.Environment.IsEmpty ? GuestWasi.Empty : new GuestWasi(settings.Environment);
    }

    /// <summary>The name in failures and logs.</summary>
    public string Name { get; }

    /// <summary>The digest of <see cref="Bytes"/>: the key of every cache.</summary>
    public Sha256Digest Digest { get; }

    /// <summary>The settings.</summary>
    public ModuleSettings Settings { get; }

    /// <summary>The component, in the binary format.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The bytes, to be kept.</summary>
    internal ReadOnlyMemory<byte> Memory => _bytes;

    /// <summary>Pages that the guest's memory begins with; 0 for as many as the guest wrote.</summary>
    internal int InitialPages { get; }

    /// <summary>What its calls get from WASI.</summary>
    internal GuestWasi Wasi { get; }

    /// <summary>Creates a module from a copy of these bytes. They are not validated before the first call.</summary>
    public static WasmModule FromBytes(string name, ReadOnlySpan<byte> bytes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Own(name, bytes.ToArray());
    }

    /// <summary>Creates a module from a file, which is read once.</summary>
    public static WasmModule FromFile(string name, string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Own(name, File.ReadAllBytes(path));
    }

    /// <summary>The same component with other settings.</summary>
    /// <exception cref="ArgumentException">The environment cannot be passed to a guest: a name is empty or contains '=' or NUL, or a value
    /// contains NUL.</exception>
    public WasmModule WithSettings(ModuleSettings settings) => new(Name, _bytes, Digest, settings);

    /// <summary>
    /// The same component whose memory begins with so many pages. It has another digest: what is compiled of it is another component.
    /// </summary>
    internal WasmModule WithInitialPages(int pages) =>
        new(
            Name,
            _bytes,
            Sha256Digest.Of(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Digest} begins with {pages} pages"))),
            Settings,
            pages
        );

    /// <summary>Makes a module of bytes that nobody else changes.</summary>
    internal static WasmModule Own(string name, byte[] bytes) => new(name, bytes, Sha256Digest.Of(bytes), ModuleSettings.Default);
}
