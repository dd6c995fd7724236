namespace Smg.Wasm.Modules;

/// <summary>A component's bytes with their name and digest. Immutable; compiled when it is first called.</summary>
public sealed class WasmModule
{
    private readonly byte[] _bytes;

    private WasmModule(string name, byte[] bytes)
    {
        Name = name;
        _bytes = bytes;
        Digest = Sha256Digest.Of(bytes);
    }

    /// <summary>The name that failures and logs use.</summary>
    public string Name { get; }

    /// <summary>The digest of <see cref="Bytes"/>: the key of every cache.</summary>
    public Sha256Digest Digest { get; }

    /// <summary>The component, in the binary format.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Makes a module of a copy of these bytes. They are not looked at before the first call.</summary>
    public static WasmModule FromBytes(string name, ReadOnlySpan<byte> bytes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new WasmModule(name, bytes.ToArray());
    }

    /// <summary>Makes a module of a file that is read once.</summary>
    public static WasmModule FromFile(string name, string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new WasmModule(name, File.ReadAllBytes(path));
    }
}
