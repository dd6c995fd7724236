using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Options;

/// <summary>The table in docs/options.md is the catalogue's. SMG_WRITE_DOCS=1 writes it.</summary>
public sealed class OptionsPageTests
{
    private const string Begin = "<!-- generated from OptionsCatalogue -->\n";
    private const string End = "<!-- end -->\n";

    /// <summary>Defaults that depend on the machine.</summary>
    private static readonly Dictionary<string, string> Computed = new()
    {
        [nameof(WasmRuntimeOptions.ThreadPoolSize)] = "the processors, at most 4",
        [nameof(WasmRuntimeOptions.InlineConcurrency)] = "the processors, at most 128",
    };

    [Fact]
    public void The_page_has_each_option_as_the_catalogue_describes_it()
    {
        string path = Path.Combine(RepositoryFolder.Path, "docs", "options.md");
        string page = File.ReadAllText(path);
        (int begin, int end) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        string table =
            "| option | default | values | what it does |\n|---|---|---|---|\n" + string.Concat(OptionsCatalogue.All.Select(Row));
        if (Environment.GetEnvironmentVariable("SMG_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, page[..begin] + table + page[end..]);
            return;
        }

        Assert.Equal(table, page[begin..end]);
    }

    private static string Row(OptionDescriptor option)
    {
        string value = Computed.GetValueOrDefault(option.Name) ?? option.Read(new WasmRuntimeOptions());
        return $"| `{option.Name}` | {(value.Length == 0 ? "none" : value)} | {option.Bounds} | {option.Reason} |\n";
    }
}
