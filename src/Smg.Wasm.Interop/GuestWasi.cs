using System.Text;

namespace Smg.Wasm.Interop;

/// <summary>
/// What a guest gets from WASI beyond clocks and random numbers. Nothing can change it, so one object serves all calls of a module at once.
/// </summary>
public sealed class GuestWasi
{
    /// <summary>Bytes of output that are kept of one call unless it is set otherwise.</summary>
    public const int DefaultOutputBytes = 8 << 10;

    private readonly (byte[] Name, byte[] Value)[] _environment;

    /// <summary>Settings with an environment.</summary>
    /// <param name="environment">The variables that the guest sees, in this order, and no others.</param>
    /// <exception cref="ArgumentException">A name is empty or holds '=' or NUL, a value holds NUL, or one of them is not valid
    /// text.</exception>
    public GuestWasi(IEnumerable<KeyValuePair<string, string>> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _environment = [.. environment.Select(Encode)];
    }

    /// <summary>What is wrong with a variable; null when a guest can be given it.</summary>
    public static string? FindFault(string name, string value) =>
        (name, value) switch
        {
            (null or "", _) => "a name is empty",
            _ when name.AsSpan().ContainsAny('=', '\0') => $"the name \"{Shown(name)}\" contains '=' or NUL",
            (_, null) => $"the value of \"{Shown(name)}\" is missing",
            _ when value.Contains('\0', StringComparison.Ordinal) => $"the value of \"{name}\" contains NUL",
            _ when !IsText(name) || !IsText(value) => $"\"{name}\" or its value contains half a surrogate pair",
            _ => null,
        };

    /// <summary>No environment, and the default room for output.</summary>
    public static GuestWasi Empty { get; } = new([]);

    /// <summary>
    /// Bytes that are kept of what one call writes to its standard output and its standard error together. What follows is counted and
    /// dropped.
    /// </summary>
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

    private static (byte[] Name, byte[] Value) Encode(KeyValuePair<string, string> variable) =>
        FindFault(variable.Key, variable.Value) is { } fault
            ? throw new ArgumentException($"The environment cannot be passed to a guest: {fault}.", nameof(variable))
            : (Encoding.UTF8.GetBytes(variable.Key), Encoding.UTF8.GetBytes(variable.Value));

    /// <summary>Whether it has a UTF-8 form.</summary>
    private static bool IsText(string text)
    {
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out int consumed) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[consumed..];
        }

        return true;
    }

    private static string Shown(string text) => text.Replace("\0", "\\0", StringComparison.Ordinal);
}
