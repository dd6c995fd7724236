using System.Globalization;
using System.Text.Json;

namespace Smg.Wasm.Options;

/// <summary>One option: name, bounds and reason, and its value as text.</summary>
public sealed class OptionDescriptor
{
    private readonly Func<WasmRuntimeOptions, string> _read;
    private readonly Func<WasmRuntimeOptions, string, WasmRuntimeOptions?> _parse;
    private readonly Func<WasmRuntimeOptions, bool> _isInBounds;

    private OptionDescriptor(
        OptionKind kind,
        string name,
        string bounds,
        string reason,
        Func<WasmRuntimeOptions, string> read,
        Func<WasmRuntimeOptions, string, WasmRuntimeOptions?> parse,
        Func<WasmRuntimeOptions, bool> isInBounds
    )
    {
        Kind = kind;
        Name = name;
        Bounds = bounds;
        Reason = reason;
        _read = read;
        _parse = parse;
        _isInBounds = isInBounds;
    }

    /// <summary>The name, for instance <c>MaxMemoryPages</c>.</summary>
    public string Name { get; }

    /// <summary>The name as smg's configuration files write it, for instance <c>max_memory_pages</c>.</summary>
    public string SnakeName => JsonNamingPolicy.SnakeCaseLower.ConvertName(Name);

    /// <summary>The kind of its value.</summary>
    public OptionKind Kind { get; }

    /// <summary>The smallest value of an <see cref="OptionKind.Number"/>; null for other kinds.</summary>
    public int? Minimum { get; private init; }

    /// <summary>The largest value of an <see cref="OptionKind.Number"/>; null for other kinds.</summary>
    public int? Maximum { get; private init; }

    /// <summary>The unit of an <see cref="OptionKind.Number"/>, for instance <c>ms</c>; empty for other kinds.</summary>
    public string Unit { get; private init; } = "";

    /// <summary>The values of an <see cref="OptionKind.Choice"/>; empty for other kinds.</summary>
    public IReadOnlyList<string> Choices { get; private init; } = [];

    /// <summary>The valid values, in words.</summary>
    public string Bounds { get; }

    /// <summary>What the option does, in a sentence for help texts.</summary>
    public string Reason { get; }

    /// <summary>Returns the option's value as text.</summary>
    public string Read(WasmRuntimeOptions options) => _read(options);

    /// <summary>Returns the options with this one set.</summary>
    /// <returns>Null when the text is not a value of the option's type. Bounds are not checked here.</returns>
    public WasmRuntimeOptions? TrySet(WasmRuntimeOptions options, string text) => _parse(options, text.Trim());

    /// <summary>Whether the value is within its bounds.</summary>
    public bool IsInBounds(WasmRuntimeOptions options) => _isInBounds(options);

    /// <summary>Whether a name is this option's, ignoring case and underscores.</summary>
    public bool IsNamed(string name) => name.Replace("_", "", StringComparison.Ordinal).Equals(Name, StringComparison.OrdinalIgnoreCase);

    internal static OptionDescriptor Integer(
        string name,
        int min,
        int max,
        string unit,
        string reason,
        Func<WasmRuntimeOptions, int> get,
        Func<WasmRuntimeOptions, int, WasmRuntimeOptions> set
    ) =>
        new(
            OptionKind.Number,
            name,
            string.Create(CultureInfo.InvariantCulture, $"{min:N0} to {max:N0} {unit}"),
            reason,
            options => get(options).ToString(CultureInfo.InvariantCulture),
            (options, text) =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? set(options, value) : null,
            options => get(options) >= min && get(options) <= max
        )
        {
            Minimum = min,
            Maximum = max,
            Unit = unit,
        };

    internal static OptionDescriptor Boolean(
        string name,
        string reason,
        Func<WasmRuntimeOptions, bool> get,
        Func<WasmRuntimeOptions, bool, WasmRuntimeOptions> set
    ) =>
        new(
            OptionKind.Boolean,
            name,
            "true or false",
            reason,
            options => get(options) ? "true" : "false",
            (options, text) => bool.TryParse(text, out bool value) ? set(options, value) : null,
            _ => true
        );

    internal static OptionDescriptor Text(
        string name,
        string bounds,
        string reason,
        Func<WasmRuntimeOptions, string> get,
        Func<WasmRuntimeOptions, string, WasmRuntimeOptions> set,
        Func<string, bool> isInBounds
    ) => new(OptionKind.Text, name, bounds, reason, get, set, options => isInBounds(get(options)));

    internal static OptionDescriptor Choice<T>(
        string name,
        string reason,
        Func<WasmRuntimeOptions, T> get,
        Func<WasmRuntimeOptions, T, WasmRuntimeOptions> set
    )
        where T : struct, Enum =>
        new(
            OptionKind.Choice,
            name,
            string.Join(" or ", Enum.GetNames<T>()),
            reason,
            options => get(options).ToString(),
            (options, text) =>
                Enum.GetNames<T>().Any(known => known.Equals(text, StringComparison.OrdinalIgnoreCase))
                    ? set(options, Enum.Parse<T>(text, ignoreCase: true))
                    : null,
            options => Enum.IsDefined(get(options))
        )
        {
            Choices = Enum.GetNames<T>(),
        };
}
