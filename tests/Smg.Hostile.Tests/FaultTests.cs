using Smg.Hostile.Probe;

namespace Smg.Hostile.Tests;

/// <summary>What can break around a runtime. Each case is its own process, because it may end it.</summary>
[Trait("Category", "Hostile")]
public sealed class FaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("smg-hostile-").FullName;

    [Theory]
    [InlineData("folder-deleted", "served 5 calls")]
    [InlineData("folder-is-a-file", "served 1 call")]
    [InlineData("folder-read-only", "served 1 call")]
    [InlineData("key-damaged", "served 7 calls")]
    public async Task A_broken_folder_of_compiled_files_stops_no_call(string fault, string said) => Served(said, await Run(fault));

    [Fact]
    public async Task A_full_disk_stops_no_call_and_leaves_no_stray_file() =>
        Served("served 4 calls, kept 0 files", await Run("disk-full", "trap '' XFSZ; ulimit -f 8;", "DOTNET_EnableWriteXorExecute=0"));

    [Fact]
    public async Task Too_little_address_space_is_one_error_and_a_smaller_runtime_serves()
    {
        ProbeEnd end = await Run("address-space", "ulimit -v 20000000;", "DOTNET_GCHeapHardLimit=0x10000000");
        Assert.True(end.ExitCode == ExitCode.Success, end.ToString());
        Assert.StartsWith("refused: The options cannot be used: PoolSize is 128, which needs ", end.Output, StringComparison.Ordinal);
        Assert.EndsWith("; served 1 call without the pool", end.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_file_descriptors_known_modules_are_served_and_new_ones_as_soon_as_there_are_some()
    {
        ProbeEnd end = await Run("file-descriptors", "ulimit -n 256;");
        Assert.True(end.ExitCode == ExitCode.Success, end.ToString());
        Assert.StartsWith("served 3 calls; a new module without descriptors: ", end.Output, StringComparison.Ordinal);
        Assert.Matches("; registered without: .*(ulimit -n|yes)", end.Output);
    }

    [Fact]
    public async Task Threads_that_cannot_be_started_are_one_error_and_a_smaller_runtime_serves()
    {
        ProbeEnd end = await Run("threads", "ulimit -v 30000000;", "DOTNET_GCHeapHardLimit=0x8000000");
        Assert.True(end.ExitCode == ExitCode.Success, end.ToString());
        Assert.StartsWith("refused: The options cannot be used: ThreadPoolSize is 128, but ", end.Output, StringComparison.Ordinal);
        Assert.EndsWith("; served 1 call with 2 workers", end.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_option_at_its_bounds_starts_or_is_refused_by_name()
    {
        ProbeEnd end = await Run("option-bounds");
        Assert.True(end.ExitCode == ExitCode.Success, end.ToString());
        Assert.Matches("^started [0-9]+, refused [0-9]+$", end.Output);
    }

    [Fact]
    public async Task A_missing_native_library_is_an_error_that_names_it()
    {
        Copy(new DirectoryInfo(AppContext.BaseDirectory), new DirectoryInfo(_folder));
        ProbeEnd end = await ProbeProcess.Run(["serve"], folder: _folder);
        Assert.True(end.ExitCode == ExitCode.CannotStart, end.ToString());
        Assert.StartsWith("error: ", end.Error, StringComparison.Ordinal);
        Assert.Contains("wasmtime", end.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", end.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Served(string said, ProbeEnd end)
    {
        Assert.True(end.ExitCode == ExitCode.Success, end.ToString());
        Assert.Equal(said, end.Output);
    }

    /// <summary>Copies a folder without native libraries.</summary>
    private static void Copy(DirectoryInfo from, DirectoryInfo to)
    {
        foreach (FileInfo file in from.EnumerateFiles().Where(file => !file.Name.Contains("libwasmtime", StringComparison.Ordinal)))
        {
            file.CopyTo(Path.Combine(to.FullName, file.Name));
        }

        foreach (DirectoryInfo folder in from.EnumerateDirectories().Where(folder => folder.Name != "runtimes"))
        {
            Copy(folder, to.CreateSubdirectory(folder.Name));
        }
    }

    private Task<ProbeEnd> Run(string fault, string limits = "", params string[] environment) =>
        ProbeProcess.Run([fault, "--folder", _folder], limits, environment);
}
