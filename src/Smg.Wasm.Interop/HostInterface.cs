using System.Globalization;

namespace Smg.Wasm.Interop;

/// <summary>An interface that the host offers to components.</summary>
/// <param name="Name">Package and interface without a version, for instance <c>wasi:io/poll</c>.</param>
/// <param name="Version">The version that is offered; every other of the same major and minor number fits.</param>
public sealed record HostInterface(string Name, Version Version)
{
    private readonly Dictionary<string, string> _functions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _resources = new(StringComparer.Ordinal);

    /// <summary>The names of its functions, in the order in which they were added.</summary>
    public IEnumerable<string> Functions => _functions.Keys;

    /// <summary>Whether it has a resource of that name.</summary>
    public bool HasResource(string name) => _resources.Contains(name);

    /// <summary>
    /// The type of a function, as <see cref="ComponentFunctionType.ToString"/> writes it; empty for one that no guest can call; null where
    /// it has none of that name.
    /// </summary>
    public string? FindFunction(string name) => _functions.GetValueOrDefault(name);

    /// <summary>Whether a guest that imports this version of the interface gets it: a release of the same major and minor number.</summary>
    /// <param name="version">What follows the name's <c>@</c>.</param>
    public bool Fits(string version)
    {
        ArgumentNullException.ThrowIfNull(version);
        string[] numbers = version.Split('+')[0].Split('.');
        return numbers.Length == 3
            && IsNumber(numbers[0], Version.Major)
            && IsNumber(numbers[1], Version.Minor)
            && uint.TryParse(numbers[2], NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    internal void AddFunction(string name, string type) => _functions.Add(name, type);

    internal void AddResource(string name) => _resources.Add(name);

    private static bool IsNumber(string text, int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int found) && found == number;
}
