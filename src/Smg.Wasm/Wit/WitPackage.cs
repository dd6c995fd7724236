namespace Smg.Wasm.Wit;

/// <summary>A package of the contract with guests, read from its WIT text.</summary>
internal sealed class WitPackage
{
    private readonly Dictionary<string, WitInterface> _interfaces;

    /// <summary>Reads a package.</summary>
    /// <exception cref="InvalidDataException">The text is not WIT, or more of it than the contract needs.</exception>
    public WitPackage(string text) => (Name, _interfaces) = WitParser.Parse(text);

    /// <summary>The messages of the gateway.</summary>
    public static WitPackage Gateway { get; } = FromResource("smg-gateway.wit");

    /// <summary>The operations of the storage.</summary>
    public static WitPackage Storage { get; } = FromResource("smg-storage.wit");

    /// <summary>Its name: namespace, colon, name.</summary>
    public string Name { get; }

    /// <summary>An interface, by its name with or without the package.</summary>
    /// <exception cref="InvalidDataException">The package does not have it.</exception>
    public WitInterface Interface(string name) =>
        _interfaces.TryGetValue(
            name.StartsWith(Name + "/", StringComparison.Ordinal) ? name[(Name.Length + 1)..] : name,
            out WitInterface? found
        )
            ? found
            : throw new InvalidDataException($"The package {Name} has no interface '{name}'.");

    /// <summary>A function of an interface.</summary>
    /// <exception cref="InvalidDataException">The interface does not have it.</exception>
    public WitFunction Function(string interfaceName, string function) =>
        Interface(interfaceName).Functions.FirstOrDefault(known => known.Name == function)
        ?? throw new InvalidDataException($"The interface '{interfaceName}' has no function '{function}'.");

    /// <summary>A type that an interface defines or uses.</summary>
    /// <exception cref="InvalidDataException">It is unknown there.</exception>
    public WitDefinition Definition(WitInterface at, string name) =>
        at.Definitions.FirstOrDefault(known => known.Name == name)
        ?? (
            at.Uses.TryGetValue(name, out string? other)
                ? Definition(Interface(other), name)
                : throw new InvalidDataException($"The interface '{at.Name}' does not know the type '{name}'.")
        );

    private static WitPackage FromResource(string name)
    {
        using Stream stream =
            typeof(WitPackage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource '{name}' is missing.");
        using StreamReader reader = new(stream);
        return new WitPackage(reader.ReadToEnd());
    }
}
