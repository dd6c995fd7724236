using System.Xml.Linq;

namespace Smg.Architecture.Tests;

/// <summary>What is in the packages. <c>tests/packages.sh</c> makes them and names their folder in <c>SMG_PACKAGES</c>.</summary>
public sealed class PackageFilesTests
{
    /// <summary>What nuget.org takes.</summary>
    private const long MaxBytes = 250L << 20;

    private const string ToolFolder = "tools/net10.0/any/";
    private const string Root = "/_/";

    public static TheoryData<string> Libraries => ["Smg.Wasm.Interop", "Smg.Wasm.Compiler", "Smg.Wasm", "Smg.Wasm.AspNetCore", "Smg.Load"];

    public static TheoryData<string> All => [.. Libraries.Select(row => row.Data), "smg-wasmperf"];

    [Theory]
    [MemberData(nameof(All))]
    public void A_package_says_what_it_is_and_under_which_license(string id)
    {
        using PackedFile package = Open(id, ".nupkg");
        XElement metadata = package.Metadata;
        Assert.Equal(
            ("expression", "Apache-2.0"),
            (metadata.Element("license")!.Attribute("type")!.Value, metadata.Element("license")!.Value)
        );
        Assert.Equal(("README.md", "icon.png"), (metadata.Element("readme")?.Value, metadata.Element("icon")?.Value));
        Assert.All(["authors", "description", "tags"], name => Assert.NotEmpty(metadata.Element(name)!.Value));
        Assert.All(["README.md", "icon.png", "LICENSE", "NOTICE"], file => Assert.NotEmpty(package.Read(file)));
        Assert.StartsWith($"# {id}\n", System.Text.Encoding.UTF8.GetString(package.Read("README.md")), StringComparison.Ordinal);
        Assert.InRange(new FileInfo(package.Path).Length, 1, MaxBytes);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_has_its_documentation_and_symbols(string id)
    {
        using PackedFile package = Open(id, ".nupkg");
        using PackedFile symbols = Open(id, ".snupkg");
        Assert.NotEmpty(XDocument.Parse(System.Text.Encoding.UTF8.GetString(package.Read($"lib/net10.0/{id}.xml"))).Descendants("member"));
        Assert.NotEmpty(symbols.SourcePaths($"lib/net10.0/{id}.pdb"));
    }

    [Fact]
    public void The_middleware_brings_the_schema_of_its_settings_for_editors()
    {
        using PackedFile package = Open("Smg.Wasm.AspNetCore", ".nupkg");
        Assert.NotEmpty(package.Read("ConfigurationSchema.json"));
        Assert.Contains(
            "../ConfigurationSchema.json",
            System.Text.Encoding.UTF8.GetString(package.Read("buildTransitive/Smg.Wasm.AspNetCore.targets")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Packages_ask_for_each_other_in_their_own_version_alone(string id)
    {
        using PackedFile package = Open(id, ".nupkg");
        string version = $"[{package.Metadata.Element("version")!.Value}]";
        Assert.All(
            package
                .Metadata.Descendants("dependency")
                .Where(one => one.Attribute("id")!.Value.StartsWith("Smg.", StringComparison.Ordinal)),
            one => Assert.Equal(version, one.Attribute("version")!.Value)
        );
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_names_no_folder_of_the_machine_that_built_it(string id)
    {
        using PackedFile package = Open(id, ".nupkg");
        using PackedFile symbols = Open(id, ".snupkg");
        Assert.StartsWith(Root, package.SymbolPath($"lib/net10.0/{id}.dll"), StringComparison.Ordinal);
        AssertMapped(symbols.SourcePaths($"lib/net10.0/{id}.pdb"));
    }

    [Fact]
    public void The_tool_names_no_folder_of_the_machine_that_built_it()
    {
        using PackedFile package = Open("smg-wasmperf", ".nupkg");
        string[] assemblies = [.. package.Files.Where(file => IsOurs(file) && file.EndsWith(".dll", StringComparison.Ordinal))];
        Assert.Contains(ToolFolder + "smg-wasmperf.dll", assemblies);
        Assert.All(assemblies, file => Assert.StartsWith(Root, package.SymbolPath(file), StringComparison.Ordinal));
        Assert.All(
            package.Files.Where(file => IsOurs(file) && file.EndsWith(".pdb", StringComparison.Ordinal)),
            file => AssertMapped(package.SourcePaths(file))
        );
    }

    [Fact]
    public void The_tool_has_all_that_a_run_reads_and_starts()
    {
        using PackedFile package = Open("smg-wasmperf", ".nupkg");
        string[] wanted =
        [
            "DotnetToolSettings.xml",
            "smg-wasmperf.runtimeconfig.json",
            "smg-wasmperf-calltimer.dll",
            "Smg.Wasm.Compiler.runtimeconfig.json",
            "Smg.WasmPerf.Gates.runtimeconfig.json",
            "guests/js-auth/js-auth.wasm",
        ];
        Assert.Empty(wanted.Select(file => ToolFolder + file).Except(package.Files));
        Assert.Contains(
            package.Files,
            file => file.Contains("/native/", StringComparison.Ordinal) && file.Contains("wasmtime", StringComparison.Ordinal)
        );
    }

    private static bool IsOurs(string file) =>
        Path.GetFileName(file) is { } name
        && file.StartsWith(ToolFolder, StringComparison.Ordinal)
        && name.StartsWith("smg", StringComparison.OrdinalIgnoreCase);

    private static void AssertMapped(IReadOnlyList<string> paths) =>
        Assert.DoesNotContain(paths, path => Path.IsPathRooted(path) && !path.StartsWith(Root, StringComparison.Ordinal));

    private static PackedFile Open(string id, string extension)
    {
        string? folder = Environment.GetEnvironmentVariable("SMG_PACKAGES");
        Assert.SkipWhen(folder is null, "SMG_PACKAGES names no folder: tests/packages.sh does");
        return new PackedFile(
            Directory.GetFiles(folder!, $"{id}.*{extension}").Single(path => char.IsAsciiDigit(Path.GetFileName(path)[id.Length + 1]))
        );
    }
}
