using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;

namespace Smg.Wasm.Tests.Registration;

/// <summary>
/// The code of registered modules stays compiled, whatever their number; of others the cache keeps as many as its option says.
/// </summary>
public sealed class RegisteredCodeTests
{
    private const int Capacity = 2;

    [Theory]
    [InlineData(EngineSharing.Shared)]
    [InlineData(EngineSharing.PerWorker)]
    public async Task Registered_modules_are_compiled_once_whatever_the_cache_holds(EngineSharing sharing)
    {
        using ManagerFixture fixture = new(ManagerFixture.Options with { ModuleCacheSize = Capacity, EngineSharing = sharing });
        RegisteredModule[] modules = await RegisterAsync(fixture, 3 * Capacity);
        long compiles = fixture.Runtime.CompileCount;
        Assert.Equal(modules.Length, compiles);
        await CallAsync(fixture, [.. modules.Select(module => module.Module), .. modules.Select(module => module.Module)]);

        // Modules that are not registered push each other out and no registered one.
        WasmModule[] others = [.. Enumerable.Range(300, Capacity + 1).Select(Guests.RejectsWith)];
        await CallAsync(fixture, [.. others, .. others, .. modules.Select(module => module.Module)]);
        Assert.Equal(compiles + (2 * others.Length), fixture.Runtime.CompileCount);
    }

    [Fact]
    public async Task A_removed_or_replaced_module_is_one_that_the_cache_may_evict()
    {
        using ManagerFixture fixture = new(ManagerFixture.Options with { ModuleCacheSize = Capacity });
        RegisteredModule[] modules = await RegisterAsync(fixture, 2);
        Assert.True(fixture.Manager.Remove(modules[0].Id));
        RegistrationResult replaced = await fixture.Manager.ReplaceBytesAsync(
            modules[1].Id,
            ManagerFixture.At("new"),
            Guests.Rejects.Bytes.ToArray()
        );
        Assert.True(replaced.Succeeded, replaced.Message);
        long compiles = fixture.Runtime.CompileCount;

        // Both are still in the cache, which is full with them; two more push them out.
        await CallAsync(fixture, [modules[0].Module, modules[1].Module]);
        Assert.Equal(compiles, fixture.Runtime.CompileCount);
        await CallAsync(fixture, [Guests.RejectsWith(300), Guests.RejectsWith(301), modules[0].Module, modules[1].Module]);
        Assert.Equal(compiles + 4, fixture.Runtime.CompileCount);
        await CallAsync(fixture, [Guests.Rejects]);
        Assert.Equal(compiles + 4, fixture.Runtime.CompileCount);
    }

    [Fact]
    public async Task Bytes_that_replace_themselves_stay_compiled()
    {
        using ManagerFixture fixture = new(ManagerFixture.Options with { ModuleCacheSize = 1 });
        RegisteredModule module = (await RegisterAsync(fixture, 1))[0];
        RegistrationResult again = await fixture.Manager.ReplaceBytesAsync(
            module.Id,
            ManagerFixture.At("again") with
            {
                Settings = new ModuleSettings { MaxExecutionTimeMs = 300 },
            },
            module.Module.Bytes.ToArray()
        );
        Assert.True(again.Succeeded, again.Message);
        await CallAsync(fixture, [Guests.RejectsWith(300), Guests.RejectsWith(301), again.Module.Module]);
        Assert.Equal(3, fixture.Runtime.CompileCount);
        Assert.True(fixture.Manager.Remove(module.Id));
        await CallAsync(fixture, [Guests.RejectsWith(302), again.Module.Module]);
        Assert.Equal(5, fixture.Runtime.CompileCount);
    }

    [Fact]
    public async Task A_module_that_is_refused_does_not_stay()
    {
        using ManagerFixture fixture = new(ManagerFixture.Options with { ModuleCacheSize = 1 });
        Assert.False((await fixture.Register("a", Guests.Traps)).Succeeded);
        await CallAsync(fixture, [Guests.RejectsWith(300)]);
        Assert.False((await fixture.Register("a", Guests.Traps)).Succeeded);
        Assert.Equal(3, fixture.Runtime.CompileCount);
    }

    private static async Task<RegisteredModule[]> RegisterAsync(ManagerFixture fixture, int count)
    {
        List<RegisteredModule> modules = [];
        for (int i = 0; i < count; i++)
        {
            RegistrationResult result = await fixture.Register($"m{i}", Guests.RejectsWith(400 + i));
            Assert.True(result.Succeeded, result.Message);
            modules.Add(result.Module);
        }

        return [.. modules];
    }

    private static async Task CallAsync(ManagerFixture fixture, IEnumerable<WasmModule> modules)
    {
        foreach (WasmModule module in modules)
        {
            Assert.IsType<RejectAction>((await fixture.Runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request)).Answer);
        }
    }
}
