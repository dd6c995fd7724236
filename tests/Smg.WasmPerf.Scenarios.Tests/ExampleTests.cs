using System.Diagnostics;

namespace Smg.WasmPerf.Scenarios.Tests;

public sealed class ExampleTests
{
    private const int MostLines = 39;

    [Fact]
    public void Each_example_fits_on_a_page_and_has_a_README()
    {
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string root = framework.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        string[] examples = Directory.GetDirectories(Path.Combine(root, "scenarios", "examples"));
        Assert.NotEmpty(examples);
        Assert.All(
            examples,
            example =>
            {
                Assert.True(File.Exists(Path.Combine(example, "README.md")));
                Assert.InRange(Directory.GetFiles(example, "*.cs").Sum(file => File.ReadAllLines(file).Length), 1, MostLines);
            }
        );
    }

    [Fact]
    public async Task Storage_hooks_refuse_an_item_without_a_tenant_and_add_columns_to_one_with_it_in_SQLite()
    {
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string root = framework.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        string example = Path.Combine(
            root,
            "scenarios",
            "examples",
            "StorageOnSqlite",
            "bin",
            framework.Parent.Name,
            framework.Name,
            "StorageOnSqlite.dll"
        );
        string guest = Path.Combine(framework.FullName, "guests", "storage-tenant", "storage-tenant.wasm");
        ProcessStartInfo start = new("dotnet", [example, guest, "acme", "o'brien \"x\""])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal((0, ""), (process.ExitCode, await errors));
        Assert.Equal(
            """
            stored with {"tenant_id":"acme","operation":"create-item","stored":"true"}
            stored with {"tenant_id":"o\u0027brien \u0022x\u0022","operation":"create-item","stored":"true"}
            refused by tenant: the context has no tenant_id

            """,
            output
        );
    }
}
