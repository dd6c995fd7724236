namespace Smg.Architecture.Tests;

/// <summary>An assembly and the order of its parts.</summary>
/// <param name="Name">The assembly's name, without an extension.</param>
/// <param name="Root">The namespace that all its namespaces begin with.</param>
/// <param name="Projects">The assemblies of this repository that it may refer to, directly.</param>
/// <param name="Layers">
/// Its namespaces below <paramref name="Root"/>, from the top down; a dash for the root itself. A namespace refers only to those in
/// the lines below its own: several in one line, with spaces between them, know nothing of each other.
/// </param>
internal sealed record LayeredAssembly(string Name, string Root, IReadOnlyList<string> Projects, IReadOnlyList<string> Layers)
{
    private const string Repository = "smg";

    /// <summary>The references of this assembly's types.</summary>
    public IReadOnlyList<TypeUse> Uses() =>
        [.. CompiledTypes.Uses(Path.Combine(AppContext.BaseDirectory, $"{Name}.dll")).Where(use => IsBelowRoot(use.User.Namespace))];

    /// <summary>Describes each reference from one namespace to another that is not below it.</summary>
    /// <param name="uses">The references.</param>
    public IReadOnlyList<string> UpwardUses(IEnumerable<TypeUse> uses)
    {
        Dictionary<string, int> depth = Depths();
        return
        [
            .. uses.Where(use => use.User.Assembly == use.Used.Assembly && use.User.Namespace != use.Used.Namespace)
                .Where(use =>
                    depth.TryGetValue(use.User.Namespace, out int from) && depth.TryGetValue(use.Used.Namespace, out int to) && to <= from
                )
                .Select(use => $"{use}: {use.Used.Namespace} is not below {use.User.Namespace}"),
        ];
    }

    /// <summary>Describes each reference to an assembly of this repository that is not among <see cref="Projects"/>.</summary>
    /// <param name="uses">The references.</param>
    public IReadOnlyList<string> ForeignUses(IEnumerable<TypeUse> uses) =>
        [
            .. uses.Where(use => use.Used.Assembly != Name && !Projects.Contains(use.Used.Assembly))
                .Where(use => use.Used.Assembly.StartsWith(Repository, StringComparison.OrdinalIgnoreCase))
                .Select(use => $"{use}: {Name} must not refer to {use.Used.Assembly}"),
        ];

    /// <summary>The namespaces that are in the assembly and not in the table, and the reverse.</summary>
    /// <param name="uses">The references.</param>
    public IReadOnlyList<string> Unlisted(IEnumerable<TypeUse> uses)
    {
        HashSet<string> found = [.. uses.Select(use => use.User.Namespace)];
        HashSet<string> listed = [.. Depths().Keys];
        return
        [
            .. found.Except(listed).Select(one => $"{one} is missing in the layers of {Name}"),
            .. listed.Except(found).Select(one => $"{one} is in the layers of {Name} and has no types"),
        ];
    }

    private bool IsBelowRoot(string name) => name == Root || name.StartsWith($"{Root}.", StringComparison.Ordinal);

    private Dictionary<string, int> Depths() =>
        Layers
            .SelectMany((layer, depth) => layer.Split(' ').Select(name => (Name: name == "-" ? Root : $"{Root}.{name}", depth)))
            .ToDictionary(one => one.Name, one => one.depth);
}
