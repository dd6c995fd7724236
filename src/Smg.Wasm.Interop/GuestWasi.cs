using System.Text;

namespace Smg.Wasm.Interop;

/// <summary>
/// What a guest gets from WASI beyond clocks and random numbers. Nothing can change it, so one object serves all calls of a module at once.
/// </summary>
public sealed class GuestWasi
{
    /// <summary>Bytes of output that are kept of one call unless it is set otherwise.</summary>
    public const int DefaultOutputBytes = 8 << 10;

    /// <summary>Refuses half a surrogate pair instead of replacing it.</summary>
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly (byte[] Name, byte[] Value)[] _environment;

    /// <summary>Settings with an environment.</summary>
    /// <param name="environment">The variables that the guest sees, in this order, and no others.</param>
    /// <exception cref="ArgumentException">A name is empty or holds '=' or NUL, a value holds NUL, or one of them is not valid text.</exception>
    public GuestWasi(IEnumerable<KeyValuePair<string, string>> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _environment = [.. environment.Select(variable => (Name(variable.Key), Value(variable)))];
    }

    /// <summary>No environment, and the default room for output.</summary>
    public static GuestWasi Empty { get; } = new([]);

    /// <summary>Bytes that are kept of what one call writes to its standard output and its standard error together. What follows is counted and dropped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int MaxOutputBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = DefaultOutputBytes;

    /// <summary>The variables as UTF-8.</summary>
    internal ReadOnlySpan<(byte[] Name, byte[] Value)> Environment => _environment;

    private static byte[] Name(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length > 0 && name.AsSpan().IndexOfAny('=', '\0') < 0
            ? Encode(name, name)
            : throw new ArgumentException($"The name of an environment variable must not be empty nor hold '=' or NUL: \"{name.Replace("\0", "\\0", StringComparison.Ordinal)}\".");
    }

    private static byte[] Value(KeyValuePair<string, string> variable)
    {
        ArgumentNullException.ThrowIfNull(variable.Value);
        return !variable.Value.Contains('\0', StringComparison.Ordinal)
            ? Encode(variable.Value, variable.Key)
            : throw new ArgumentException($"The value of the environment variable \"{variable.Key}\" holds NUL.");
    }

    private static byte[] Encode(string text, string name)
    {
        try
        {
            return Strict.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException($"The environment variable \"{name}\" holds half a surrogate pair.", e);
        }
    }
}
