using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Smg.WasmPerf.Scenarios.Tests.Engines;

/// <summary>The package itself cannot be had everywhere: the scenarios are compiled against the shape of its surface.</summary>
public sealed class NBomberEngineTests
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions Parse = new(LanguageVersion.Preview);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) != "Smg.WasmPerf.Scenarios")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    [Fact]
    public void Every_scenario_compiles_against_NBomber()
    {
        string[] errors = Errors(shape => shape);
        Assert.True(errors is [], string.Join(Environment.NewLine, errors));
    }

    [Theory]
    [InlineData("LoadSimulation Inject(int rate,", "LoadSimulation Injected(int rate,")]
    [InlineData("double RPS", "double Rps")]
    [InlineData("Fail(string statusCode = \"\", string message = \"\", long sizeBytes = 0, double latencyMs = 0)", "Fail(int statusCode)")]
    [InlineData("NBomberContext WithoutReports(", "NBomberContext WithNoReports(")]
    public void A_surface_of_another_shape_is_found_out(string name, string other)
    {
        Assert.NotEmpty(Errors(shape =>
        {
            Assert.Contains(name, shape, StringComparison.Ordinal);
            return shape.Replace(name, other, StringComparison.Ordinal);
        }));
    }

    private static readonly Dictionary<string, string> Sources = Resources();

    private static readonly SyntaxTree[] Files =
    [
        .. Sources.Where(source => source.Key.StartsWith("scenarios/", StringComparison.Ordinal)).Select(source => CSharpSyntaxTree.ParseText(source.Value, Parse, source.Key)),
        CSharpSyntaxTree.ParseText(ImplicitUsings, Parse),
    ];

    private static string[] Errors(Func<string, string> change)
    {
        SyntaxTree shape = CSharpSyntaxTree.ParseText(change(Sources["shape/NBomberShape.cs"]), Parse);
        CSharpCompilation package = CSharpCompilation.Create("NBomber", [shape], References, Options);
        Assert.Empty(Failures(package));
        CSharpCompilation scenarios = CSharpCompilation.Create(
            "Smg.WasmPerf.Scenarios", Files, [.. References, package.ToMetadataReference()], Options);
        return Failures(scenarios);
    }

    private static CSharpCompilationOptions Options { get; } = new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);

    private static string[] Failures(CSharpCompilation compilation)
        => [.. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString())];

    private static Dictionary<string, string> Resources()
    {
        Assembly assembly = typeof(NBomberEngineTests).Assembly;
        return assembly.GetManifestResourceNames().ToDictionary(name => name.Replace('\\', '/'), name =>
        {
            using StreamReader reader = new(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        });
    }
}
