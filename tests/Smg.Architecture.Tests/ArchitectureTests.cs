using System.Collections.Concurrent;

namespace Smg.Architecture.Tests;

/// <summary>References point downwards only, between projects and between the namespaces of a project.</summary>
public sealed class ArchitectureTests
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<TypeUse>> Read = new();

    public static TheoryData<string> Assemblies => [.. LayerTable.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Namespaces_form_no_cycle(string name) => AssertNone(NamespaceCycles.Find(Uses(name)));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Namespaces_refer_to_lower_ones_only(string name) => AssertNone(Find(name).UpwardUses(Uses(name)));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Projects_refer_to_lower_ones_only(string name) => AssertNone(Find(name).ForeignUses(Uses(name)));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_table_has_all_namespaces_and_no_others(string name) => AssertNone(Find(name).Unlisted(Uses(name)));

    private static LayeredAssembly Find(string name) => LayerTable.All.Single(one => one.Name == name);

    private static IReadOnlyList<TypeUse> Uses(string name) => Read.GetOrAdd(name, one => Find(one).Uses());

    private static void AssertNone(IReadOnlyList<string> findings) =>
        Assert.True(findings.Count == 0, string.Join('\n', findings.Take(20)));
}
