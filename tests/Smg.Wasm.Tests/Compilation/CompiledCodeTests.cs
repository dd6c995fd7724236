using Microsoft.Extensions.Logging.Abstractions;
using Smg.Wasm.Compilation;
using Smg.Wasm.Execution;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Tests.Compilation;

/// <summary>Compiled code is large: it is taken out of a component once, for whatever needs it.</summary>
public sealed class CompiledCodeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smg-code");

    private WasmRuntimeOptions Options =>
        new()
        {
            PoolSize = 16,
            CompileGuard = CompileGuard.None,
            CompiledFolder = _folder.FullName,
        };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void One_compile_serializes_once_for_its_file_and_all_further_engines() => Assert.Equal((1, 1), Compile(engines: 3, Options));

    [Fact]
    public void A_single_engine_without_files_serializes_nothing() =>
        Assert.Equal((1, 0), Compile(engines: 1, Options with { CompiledFolder = "" }));

    [Fact]
    public void The_code_of_a_compiler_process_is_not_serialized_again() =>
        Assert.Equal((1, 0), Compile(engines: 3, Options with { CompileGuard = CompileGuard.ChildProcess }));

    [Theory]
    [InlineData(0)]
    [InlineData(300 << 10)]
    public void The_code_of_a_file_is_not_serialized_again(int padding)
    {
        WasmModule guest = Padded(padding);
        Compile(engines: 1, Options, (_, _) => { }, guest);
        Assert.Equal((0, 0), Compile(engines: 3, Options, (module, _) => Assert.Null(module.TryLoadAll()), guest));
    }

    /// <summary>Code is serialized when it is to be loaded elsewhere, and here for nothing else.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(300 << 10, 1)]
    public void A_small_module_is_loaded_where_it_is_called_and_a_large_one_everywhere_at_once(int padding, long serialized)
    {
        WasmModule guest = Padded(padding);
        (long, long) counts = Compile(
            3,
            Options with
            {
                CompiledFolder = "",
            },
            (module, counter) =>
            {
                Assert.Equal(serialized, counter.Serialized);
                CompiledComponent?[] loaded = new CompiledComponent?[8];
                Parallel.For(0, loaded.Length, i => loaded[i] = module.TryLoad(1 + (i % 2), out _));
                Assert.All(loaded, Assert.NotNull);
                Assert.Equal(2, loaded.Distinct().Count());
                Assert.DoesNotContain(module.First, loaded);
            },
            guest
        );
        Assert.Equal((1, 1), counts);
    }

    /// <summary>A guest with so many bytes more in a custom section.</summary>
    private static WasmModule Padded(int padding)
    {
        if (padding == 0)
        {
            return Guests.Rejects;
        }

        // A custom section whose name is empty, and whose length is five bytes of LEB128.
        byte[] section = new byte[6 + padding];
        uint size = (uint)padding;
        for (int i = 1; i < 6; i++)
        {
            section[i] = (byte)((size & 0x7F) | (i < 5 ? 0x80u : 0));
            size >>= 7;
        }

        return WasmModule.FromBytes("guest", [.. Guests.Rejects.Bytes, .. section]);
    }

    private static (long Compiled, long Serialized) Compile(int engines, WasmRuntimeOptions options) =>
        Compile(engines, options, (module, _) => Assert.Null(module.TryLoadAll()), Guests.Rejects);

    private static (long Compiled, long Serialized) Compile(
        int engines,
        WasmRuntimeOptions options,
        Action<CompiledModule, CompileCounter> use,
        WasmModule guest
    )
    {
        CompileCounter counter = new();
        using RuntimeDiagnostics diagnostics = new(NullLogger.Instance, () => 0);
        IReadOnlyList<EngineHost> hosts = EngineHost.Create(engines, options, counter, diagnostics);
        try
        {
            using CompiledModule? module = hosts[0].Compiler.CompileForAll(guest, out ExecutionFailure? failure);
            Assert.Null(failure);
            use(module!, counter);
        }
        finally
        {
            foreach (EngineHost host in hosts)
            {
                host.Dispose();
            }
        }

        return (counter.Count, counter.Serialized);
    }
}
