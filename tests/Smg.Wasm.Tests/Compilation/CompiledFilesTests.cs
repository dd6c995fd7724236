using System.Diagnostics;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Compilation;

public sealed class CompiledFilesTests : IDisposable
{
    /// <summary>A guest whose memory the host makes, and whose file begins with what is in that memory.</summary>
    private static readonly WasmModule Large = new WatGuest
    {
        Memory = """(memory (export "memory") 20 40)""",
        OnRequest = "(i32.store (i32.const 16) (i32.const 1)) (i32.store16 (i32.const 20) (i32.const 201)) (i32.const 16)",
    }.ToModule("large");

    /// <summary>A guest whose code is mapped: data that nothing places in a memory stays with the code.</summary>
    private static readonly WasmModule LargeCode = new WatGuest
    {
        Core = $"(data \"{new string('x', 3 << 19)}\")",
        OnRequest = "(i32.store (i32.const 16) (i32.const 1)) (i32.store16 (i32.const 20) (i32.const 201)) (i32.const 16)",
    }.ToModule("large-code");

    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("smg-compiled").FullName, "files");

    private WasmRuntimeOptions Options =>
        new()
        {
            PoolSize = 16,
            MaxExecutionTimeMs = 60_000,
            CompiledFolder = _folder,
        };

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public async Task A_second_runtime_loads_what_the_first_compiled()
    {
        Assert.Equal(1, await CompilesOf(Guests.Rejects));
        Assert.Equal(0, await CompilesOf(Guests.Rejects));
        Assert.Equal(1, await CompilesOf(Guests.Continues));
    }

    [Fact]
    public async Task Code_that_is_mapped_serves_after_its_file_is_gone()
    {
        Assert.Equal(1, await CompilesOf(LargeCode));
        using WasmRuntime runtime = new(Options);
        Assert.True((await runtime.ExecuteAsync(LargeCode, AttachPoint.OnRequest, Guests.Request)).Succeeded);
        foreach (string file in Directory.GetFiles(_folder, "*.cwasm"))
        {
            // In place, as nobody who writes there should.
            using FileStream stream = File.OpenWrite(file);
            stream.Write(new byte[stream.Length]);
        }

        for (int i = 0; i < 200; i++)
        {
            Assert.True((await runtime.ExecuteAsync(LargeCode, AttachPoint.OnRequest, Guests.Request)).Succeeded);
        }

        Assert.Equal(0, runtime.CompileCount);
    }

    [Fact]
    public async Task Other_options_have_other_files()
    {
        Assert.Equal(1, await CompilesOf(Guests.Rejects));
        Assert.Equal(0, await CompilesOf(Guests.Rejects, Options with { CallPath = CallPath.Dynamic }));
        Assert.Equal(1, await CompilesOf(Guests.Rejects, Options with { Pooling = false }));
        Assert.Equal(1, await CompilesOf(Guests.Rejects, Options with { OptimizationLevel = OptimizationLevel.None }));
        Assert.Equal(1, await CompilesOf(Guests.Rejects, Options with { MaxTableElements = 10 }));
        Assert.Equal(0, await CompilesOf(Guests.Rejects));
    }

    [Theory]
    [InlineData("truncated", "small")]
    [InlineData("truncated", "large memory")]
    [InlineData("truncated", "large code")]
    [InlineData("one bit", "small")]
    [InlineData("one bit", "large memory")]
    [InlineData("one bit", "large code")]
    [InlineData("empty", "small")]
    [InlineData("empty", "large memory")]
    [InlineData("empty", "large code")]
    [InlineData("another module's", "small")]
    [InlineData("another module's", "large memory")]
    [InlineData("another module's", "large code")]
    [InlineData("another key's", "small")]
    [InlineData("another key's", "large memory")]
    [InlineData("another key's", "large code")]
    [InlineData("another length of the head", "large code")]
    [InlineData("another length of the core", "large code")]
    [InlineData("endless", "small")]
    [InlineData("pipe", "small")]
    public async Task A_file_that_was_not_written_here_is_compiled_anew_and_the_process_lives(string tampering, string kind)
    {
        WasmModule guest = kind switch
        {
            "large memory" => Large,
            "large code" => LargeCode,
            _ => Guests.Rejects,
        };
        Assert.Equal(1, await CompilesOf(guest));
        string file = Assert.Single(Directory.GetFiles(_folder, "*.cwasm"));
        byte[] content = File.ReadAllBytes(file);
        switch (tampering)
        {
            case "truncated":
                File.WriteAllBytes(file, content[..(content.Length / 2)]);
                break;
            case "one bit":
                content[^1] ^= 1;
                File.WriteAllBytes(file, content);
                break;
            case "empty":
                File.WriteAllBytes(file, []);
                break;
            case "another length of the head" or "another length of the core":
                Assert.True(content.Length > 1 << 20, $"{content.Length} bytes");
                content.AsSpan(tampering.EndsWith("head", StringComparison.Ordinal) ? 32 : 36, 4).Fill(0x7F);
                File.WriteAllBytes(file, content);
                break;
            case "endless":
                Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux has /dev/zero.");
                File.Delete(file);
                File.CreateSymbolicLink(file, "/dev/zero");
                break;
            case "pipe":
                Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes of the file system are made with mkfifo.");
                File.Delete(file);
                using (Process mkfifo = Process.Start("mkfifo", [file]))
                {
                    await mkfifo.WaitForExitAsync().EndsAsync();
                }

                break;
            case "another module's":
                _ = await CompilesOf(Guests.Continues);
                File.Copy(Directory.GetFiles(_folder, "*.cwasm").Single(other => other != file), file, overwrite: true);
                break;
            default:
                string key = Path.Combine(_folder, "key");
                byte[] other = File.ReadAllBytes(key);
                other[0] ^= 1;
                File.WriteAllBytes(key, other);
                break;
        }

        Assert.Equal(1, await CompilesOf(guest));
        Assert.Equal(0, await CompilesOf(guest));
    }

    [Fact]
    public async Task A_folder_that_others_may_enter_is_not_used()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Assert.Equal(1, await CompilesOf(Guests.Rejects));
        File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        Assert.Equal(1, await CompilesOf(Guests.Rejects));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_costs_nothing_but_the_compile()
    {
        string file = Path.GetTempFileName();
        Assert.Equal(1, await CompilesOf(Guests.Rejects, Options with { CompiledFolder = Path.Combine(file, "below") }));
        File.Delete(file);
    }

    [Fact]
    public async Task Many_runtimes_at_once_share_a_folder()
    {
        long[] compiles = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => CompilesOf(Guests.EchoesBody))));
        Assert.All(compiles, count => Assert.InRange(count, 0, 1));
        Assert.Equal(0, await CompilesOf(Guests.EchoesBody));
        Assert.Empty(Directory.GetFiles(_folder, "*.tmp"));
    }

    private Task<long> CompilesOf(WasmModule module) => CompilesOf(module, Options);

    private static async Task<long> CompilesOf(WasmModule module, WasmRuntimeOptions options)
    {
        using WasmRuntime runtime = new(options);
        ExecutionResult result = await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request);
        Assert.True(result.Succeeded, result.Failure?.ToString());
        return runtime.CompileCount;
    }
}
