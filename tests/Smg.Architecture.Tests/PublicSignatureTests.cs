using System.Reflection;

namespace Smg.Architecture.Tests;

/// <summary>What the packages show to their users.</summary>
public sealed class PublicSignatureTests
{
    /// <summary>Parts of Smg.Wasm, whose API changes without notice.</summary>
    private static readonly string[] Parts = ["Smg.Wasm.Interop", "Smg.Wasm.Compiler"];

    private static readonly PublicSignatures Packages = new(
        new[] { "Smg.Wasm", "Smg.Wasm.AspNetCore", "Smg.Load" }.SelectMany(name => Assembly.Load(name).GetTypes())
    );

    [Fact]
    public void A_caller_can_make_or_get_whatever_a_public_member_asks_for() => Assert.Empty(Packages.AskForTheUnobtainable());

    [Fact]
    public void Public_members_name_no_type_of_the_parts_below() => Assert.Empty(Packages.Name(Parts));

    [Fact]
    public void A_planted_member_that_asks_for_what_cannot_be_had_is_found() =>
        Assert.Equal(
            [$"{typeof(PlantedCaller).FullName}.{nameof(PlantedCaller.Take)} asks for {typeof(PlantedSecret).FullName}"],
            new PublicSignatures([typeof(PlantedCaller), typeof(PlantedSecret)]).AskForTheUnobtainable()
        );

    [Fact]
    public void A_planted_member_that_names_another_assembly_is_found() =>
        Assert.Contains(
            $"{typeof(PlantedCaller).FullName}.{nameof(PlantedCaller.Take)} names {typeof(PlantedSecret).FullName}",
            new PublicSignatures([typeof(PlantedCaller)]).Name(typeof(PlantedCaller).Assembly.GetName().Name!)
        );

    public sealed class PlantedSecret
    {
        private PlantedSecret() { }
    }

    public static class PlantedCaller
    {
        public static string Take(IReadOnlyList<PlantedSecret> secrets) => $"{secrets.Count}";
    }
}
