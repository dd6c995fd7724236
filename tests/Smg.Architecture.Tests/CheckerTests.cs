using Smg.Architecture.Tests.Planted.Lower;
using Smg.Architecture.Tests.Planted.Middle;
using Smg.Architecture.Tests.Planted.Upper;

namespace Smg.Architecture.Tests;

/// <summary>The checks see what is planted in this assembly.</summary>
public sealed class CheckerTests
{
    private static readonly string Root = typeof(Roof).Namespace!.Replace(".Upper", "", StringComparison.Ordinal);

    private static LayeredAssembly Planted(params string[] layers) => new("Smg.Architecture.Tests", Root, [], layers);

    [Fact]
    public void A_cycle_of_three_namespaces_is_found_and_each_edge_names_its_two_types()
    {
        string cycle = Assert.Single(NamespaceCycles.Find(Planted("Upper", "Middle", "Lower").Uses()));
        Assert.StartsWith($"{Root}.Lower, {Root}.Middle, {Root}.Upper form a cycle:", cycle, StringComparison.Ordinal);
        Assert.Contains($"{typeof(Roof).FullName} uses {typeof(Floor).FullName}", cycle, StringComparison.Ordinal);
        Assert.Contains($"{typeof(Floor).FullName} uses {Root}.Lower.{nameof(Cellar<>)}", cycle, StringComparison.Ordinal);
        Assert.Contains($"{Root}.Lower.{nameof(Cellar<>)} uses {typeof(Roof).FullName}", cycle, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_in_a_lambda_of_an_asynchronous_method_is_seen_as_upward()
    {
        LayeredAssembly planted = Planted("Upper", "Middle", "Lower");
        string upward = Assert.Single(planted.UpwardUses(planted.Uses()), one => one.Contains(nameof(Roof), StringComparison.Ordinal));
        Assert.Equal($"{Root}.Lower.Cellar uses {Root}.Upper.Roof: {Root}.Upper is not below {Root}.Lower", upward);
    }

    [Fact]
    public void Two_namespaces_of_one_layer_may_not_refer_to_each_other()
    {
        LayeredAssembly planted = Planted("Upper Middle", "Lower");
        string use = $"{Root}.Upper.Roof uses {Root}.Middle.Floor";
        Assert.Contains(planted.UpwardUses(planted.Uses()), one => one.StartsWith(use, StringComparison.Ordinal));
    }

    [Fact]
    public void A_namespace_that_the_table_lacks_is_named_and_one_without_types_too()
    {
        LayeredAssembly planted = Planted("Upper", "Middle", "Attic");
        Assert.Equal(
            [
                $"{Root}.Lower is missing in the layers of Smg.Architecture.Tests",
                $"{Root}.Attic is in the layers of Smg.Architecture.Tests and has no types",
            ],
            planted.Unlisted(planted.Uses())
        );
    }

    [Fact]
    public void A_reference_to_a_project_that_is_not_allowed_names_both_types()
    {
        TypeUse use = new(new TypeName("Smg.Load", "Smg.Load", "LoadRunner"), new TypeName("Smg.Wasm", "Smg.Wasm", "WasmRuntime"));
        string foreign = Assert.Single(new LayeredAssembly("Smg.Load", "Smg.Load", [], ["-"]).ForeignUses([use]));
        Assert.Equal("Smg.Load.LoadRunner uses Smg.Wasm.WasmRuntime: Smg.Load must not refer to Smg.Wasm", foreign);
    }

    [Fact]
    public void References_that_only_go_down_are_no_finding()
    {
        TypeUse use = new(new TypeName("A", "A.Upper", "X"), new TypeName("A", "A.Lower", "Y"));
        Assert.Empty(NamespaceCycles.Find([use]));
        Assert.Empty(new LayeredAssembly("A", "A", [], ["Upper", "Lower"]).UpwardUses([use]));
    }
}
