namespace Smg.Architecture.Tests;

/// <summary>References point downwards only, between projects and between the namespaces of a project.</summary>
public sealed class ArchitectureTests
{
    public static TheoryData<string> Assemblies => [.. LayerTable.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Namespaces_form_no_cycle(string name) => AssertNone(NamespaceCycles.Find(Find(name).Uses()));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Namespaces_refer_to_lower_ones_only(string name) => AssertNone(Find(name).UpwardUses(Find(name).Uses()));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Projects_refer_to_lower_ones_only(string name) => AssertNone(Find(name).ForeignUses(Find(name).Uses()));

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_table_has_all_namespaces_and_no_others(string name) => AssertNone(Find(name).Unlisted(Find(name).Uses()));

    private static LayeredAssembly Find(string name) => LayerTable.All.Single(one => one.Name == name);

    private static void AssertNone(IReadOnlyList<string> findings) => Assert.True(findings.Count == 0, string.Join('\n', findings.Take(20)));
}
