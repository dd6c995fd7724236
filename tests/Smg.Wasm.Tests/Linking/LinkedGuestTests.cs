using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;

namespace Smg.Wasm.Tests.Linking;

/// <summary>Linked guests in the runtime: what they answer, and what their listing says.</summary>
public sealed class LinkedGuestTests
{
    private static readonly WasmRuntimeOptions Options = new() { PoolSize = 4, OptimizationLevel = OptimizationLevel.None };

    /// <summary>A guest with a second core module that uses its memory.</summary>
    private static readonly WasmModule TwoModules = new WatGuest
    {
        Component = """
            (core module $second (import "m" "memory" (memory 1)) (data (i32.const 900) "x"))
            (core instance (instantiate $second (with "m" (instance $i))))
            """,
    }.ToModule("two-modules");

    [Fact]
    public async Task A_JavaScript_guest_answers_linked_as_it_does_as_written()
    {
        WasmModule module = BuiltGuests.Load("js-auth");
        using WasmRuntime linked = new(Options);
        using WasmRuntime written = new(Options with { LinkModules = false });
        Header[][] headers =
        [
            [],
            [new("authorization", "Bearer secret-api-key-12345")],
            [new("authorization", "Bearer other")],
        ];
        foreach (Header[] given in headers)
        {
            foreach (int length in new[] { 0, 100, 200_000 })
            {
                MiddlewareRequest request = Guests.Request with { Headers = given, Body = new byte[length] };
                ExecutionResult expected = await written.ExecuteAsync(module, AttachPoint.OnRequest, request);
                ExecutionResult actual = await linked.ExecuteAsync(module, AttachPoint.OnRequest, request);
                Assert.Equal(expected.Failure?.CauseText, actual.Failure?.CauseText);
                Assert.Equal(Describe(expected.Action), Describe(actual.Action));
            }
        }
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "LinkModules is false")]
    public async Task A_registered_module_says_whether_it_is_linked(bool links, string? obstacle)
    {
        using WasmRuntime runtime = new(Options with { LinkModules = links });
        ModuleManager manager = new(runtime);
        RegistrationResult result = await manager.RegisterBytesAsync(
            new ModuleRegistration("two-modules", [AttachPoint.OnRequest]),
            TwoModules.Bytes.ToArray()
        );
        Assert.Equal((links, obstacle), (result.Module!.IsLinked, result.Module.NotLinkedBecause));
    }

    /// <summary>There is nothing to say of most guests: they consist of one core module.</summary>
    [Fact]
    public async Task A_module_that_has_nothing_to_link_says_nothing_of_it()
    {
        using WasmRuntime runtime = new(Options);
        ModuleRegistration registration = new("auth", [AttachPoint.OnRequest]);
        RegistrationResult result = await new ModuleManager(runtime).RegisterBytesAsync(
            registration,
            BuiltGuests.Load("auth").Bytes.ToArray()
        );
        Assert.Equal((false, (string?)null), (result.Module!.IsLinked, result.Module.NotLinkedBecause));
    }

    /// <summary>What is on disk is found again linked, and is another file than what is compiled as written.</summary>
    [Fact]
    public async Task A_linked_guest_is_loaded_from_the_folder_of_compiled_files()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smg-linked");
        try
        {
            WasmRuntimeOptions options = Options with { CompiledFolder = folder.FullName };
            Assert.True(await RegisterAsync(options));
            int files = folder.GetFiles("*.cwasm").Length;
            Assert.True(await RegisterAsync(options));
            Assert.Equal(files, folder.GetFiles("*.cwasm").Length);
            Assert.False(await RegisterAsync(options with { LinkModules = false }));
            Assert.Equal(2 * files, folder.GetFiles("*.cwasm").Length);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<bool> RegisterAsync(WasmRuntimeOptions options)
    {
        using WasmRuntime runtime = new(options);
        RegistrationResult result = await new ModuleManager(runtime).RegisterBytesAsync(
            new ModuleRegistration("two-modules", [AttachPoint.OnRequest]),
            TwoModules.Bytes.ToArray()
        );
        return result.Module!.IsLinked;
    }

    private static string? Describe(MiddlewareAction? action) => action is null ? null : Fixtures.CanonicalAbi.AbiOutcome.Of(action).Text;
}
