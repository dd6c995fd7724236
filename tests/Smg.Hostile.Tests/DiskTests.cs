using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using static Smg.Hostile.Tests.Provocation;

namespace Smg.Hostile.Tests;

/// <summary>Compiled files that are not what the runtime wrote: ignored and compiled again.</summary>
[Trait("Category", "Hostile")]
public sealed class DiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("smg-hostile-").FullName;

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(5000)]
    [InlineData(-1)]
    public async Task A_file_with_one_bit_changed_is_compiled_anew(int at) =>
        await IsCompiledAnew(file => Change(file, bytes => bytes[at < 0 ? bytes.Length + at : at] ^= 1));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(4096)]
    public async Task A_truncated_file_is_compiled_anew(int length) =>
        await IsCompiledAnew(file => File.WriteAllBytes(file, File.ReadAllBytes(file)[..length]));

    [Fact]
    public async Task A_longer_file_is_compiled_anew() => await IsCompiledAnew(file => File.AppendAllText(file, "more"));

    [Fact]
    public async Task A_file_of_another_module_is_compiled_anew()
    {
        await Serve(Guests.Traps, FailureCause.Trap);
        string other = Assert.Single(Directory.GetFiles(_folder, "*.cwasm"));
        await IsCompiledAnew(file => File.Copy(other, file, overwrite: true));
    }

    [Fact]
    public async Task A_file_of_another_folder_is_compiled_anew()
    {
        string foreign = Path.Combine(_folder, "foreign");
        await Serve(Guests.Rejects, cause: null, foreign);
        await IsCompiledAnew(file => File.Copy(Path.Combine(foreign, Path.GetFileName(file)), file, overwrite: true));
    }

    [Fact]
    public async Task A_folder_in_a_files_place_is_no_failure() =>
        await IsCompiledAnew(file =>
        {
            File.Delete(file);
            Directory.CreateDirectory(file);
        });

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Change(string path, Action<byte[]> change)
    {
        byte[] bytes = File.ReadAllBytes(path);
        change(bytes);
        File.WriteAllBytes(path, bytes);
    }

    private async Task IsCompiledAnew(Action<string> damage)
    {
        HashSet<string> before = [.. Directory.GetFiles(_folder, "*.cwasm")];
        Assert.Equal(1, await Serve(Guests.Rejects, cause: null));
        string file = Assert.Single(Directory.GetFiles(_folder, "*.cwasm"), file => !before.Contains(file));
        Assert.Equal(0, await Serve(Guests.Rejects, cause: null));
        damage(file);
        Assert.Equal(1, await Serve(Guests.Rejects, cause: null));
    }

    /// <summary>Calls a module in its own runtime and gives the number of compiles.</summary>
    private async Task<long> Serve(WasmModule module, FailureCause? cause, string? folder = null)
    {
        using WasmRuntime runtime = new(Options with { CompiledFolder = folder ?? _folder });
        Assert.Equal(cause, (await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request)).Failure?.Cause);
        return runtime.CompileCount;
    }
}
