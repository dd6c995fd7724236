using System.Text.RegularExpressions;
using Smg.Wasm.Fixtures;

namespace Smg.Architecture.Tests;

/// <summary>The folders and types that docs/architecture.md names are where it says.</summary>
public sealed partial class ArchitecturePageTests
{
    private static readonly string[] Tops = ["src", "bench", "scenarios", "tests", "wit", "reports"];

    [Fact]
    public void Every_folder_and_type_that_the_page_names_is_there()
    {
        string root = RepositoryFolder.Path;
        string[] files =
        [
            .. Tops.SelectMany(top => Directory.EnumerateFiles(Path.Combine(root, top), "*.cs", SearchOption.AllDirectories))
                .Select(file => file.Replace('\\', '/')),
        ];
        string[] named =
        [
            .. Names()
                .Matches(File.ReadAllText(Path.Combine(root, "docs", "architecture.md")))
                .Select(name => name.Groups[1].Value.TrimEnd('/'))
                .Distinct(),
        ];
        string[] missing =
        [
            .. named.Where(name =>
                !Path.Exists(Path.Combine(root, name))
                && !files.Any(file =>
                    file.EndsWith($"/{name}.cs", StringComparison.Ordinal) || file.Contains($"/{name}/", StringComparison.Ordinal)
                )
            ),
        ];
        Assert.True(named.Length > 50, $"only {named.Length} names were found on the page");
        Assert.True(missing.Length == 0, $"docs/architecture.md names what is elsewhere: {string.Join(", ", missing)}");
    }

    /// <summary>A path of the repository, or a folder of a project with a type in it.</summary>
    [GeneratedRegex("`((?:src|bench|scenarios|tests|wit|reports)/[A-Za-z./]*|[A-Z][A-Za-z]+/[A-Z][A-Za-z/]*)`")]
    private static partial Regex Names();
}
