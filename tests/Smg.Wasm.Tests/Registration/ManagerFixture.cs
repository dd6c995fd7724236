using Microsoft.Extensions.Logging;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;

namespace Smg.Wasm.Tests.Registration;

/// <summary>A manager with a small runtime and its own folder.</summary>
internal sealed class ManagerFixture : IDisposable
{
    public static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 16,
        ThreadPoolSize = 1,
        MaxExecutionTimeMs = 500,
    };

    public ManagerFixture(WasmRuntimeOptions? options = null, ILoggerFactory? loggers = null)
    {
        // No call counts as a long one: which engine and which instance serves a call does not depend on the machine.
        Runtime = new WasmRuntime(options ?? Options, loggers, Eventually.Limit);
        Manager = new ModuleManager(Runtime);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("smg-modules").FullName;

    public WasmRuntime Runtime { get; }

    public ModuleManager Manager { get; }

    public static ModuleRegistration At(string name, params AttachPoint[] attachPoints) =>
        new(name, attachPoints.Length == 0 ? [AttachPoint.OnRequest] : attachPoints);

    public Task<RegistrationResult> Register(string name, WasmModule module, int order = 0) =>
        Manager.RegisterBytesAsync(At(name) with { Order = order }, module.Bytes.ToArray());

    public Task<RegistrationResult> Register(ModuleRegistration registration, byte[] bytes) =>
        Manager.RegisterBytesAsync(registration, bytes);

    /// <summary>Registers a path, and fails when that takes long.</summary>
    public Task<RegistrationResult> RegisterPath(string path) => Task.Run(() => Manager.RegisterFileAsync(At("a"), path)).EndsAsync();

    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose()
    {
        Runtime.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
