namespace Smg.WasmPerf.Cli.Tests;

/// <summary>What a command loads into its process.</summary>
public sealed class LoadedAssembliesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smg-assemblies-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_gate_of_the_runtime_loads_neither_a_web_server_nor_BenchmarkDotNet()
    {
        IReadOnlyList<string> loaded = await LoadedAsync(
            "gate",
            "--filter",
            "pooling_speedup",
            "--out",
            Path.Combine(_folder.FullName, "run")
        );
        Assert.Contains("Smg.WasmPerf.Gates", loaded);
        Assert.DoesNotContain(loaded, IsForeign);
    }

    [Fact]
    public async Task A_command_that_names_the_benchmarks_loads_BenchmarkDotNet() => Assert.Contains(await LoadedAsync("list"), IsForeign);

    private static bool IsForeign(string assembly) =>
        assembly.StartsWith("BenchmarkDotNet", StringComparison.Ordinal)
        || assembly.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal);

    private async Task<IReadOnlyList<string>> LoadedAsync(params string[] arguments)
    {
        string file = Path.Combine(_folder.FullName, "loaded.txt");
        using CliProcess process = new(
            [],
            [("DOTNET_STARTUP_HOOKS", typeof(StartupHook).Assembly.Location), (StartupHook.FileVariable, file)],
            arguments
        );
        (int code, string output, string error) = await process.EndAsync();
        Assert.True(code is 0 or 1 or 4 && error.Length == 0, $"exit {code}: {output}{error}");
        return await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
    }
}
