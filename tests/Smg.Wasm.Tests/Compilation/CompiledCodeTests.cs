using Microsoft.Extensions.Logging.Abstractions;
using Smg.Wasm.Compilation;
using Smg.Wasm.Execution;
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

    [Fact]
    public void The_code_of_a_file_is_not_serialized_again()
    {
        Compile(engines: 1, Options);
        Assert.Equal((0, 0), Compile(engines: 3, Options));
    }

    private static (long Compiled, long Serialized) Compile(int engines, WasmRuntimeOptions options)
    {
        CompileCounter counter = new();
        using RuntimeDiagnostics diagnostics = new(NullLogger.Instance, () => 0);
        IReadOnlyList<EngineHost> hosts = EngineHost.Create(engines, options, counter, diagnostics);
        try
        {
            using CompiledModule? module = hosts[0].Compiler.CompileForAll(Guests.Rejects, out _);
            Assert.NotNull(module?.On(engines - 1));
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
