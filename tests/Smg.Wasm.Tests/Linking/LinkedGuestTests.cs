using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;

namespace Smg.Wasm.Tests.Linking;

/// <summary>Linked guests in the runtime: what they answer, and what their listing says.</summary>
public sealed class LinkedGuestTests
{
    private static readonly WasmRuntimeOptions Options = new() { PoolSize = 4, OptimizationLevel = Interop.OptimizationLevel.None };

    [Theory]
    [InlineData("js-auth")]
    [InlineData("js-rewrite")]
    public async Task A_JavaScript_guest_answers_linked_as_it_does_as_written(string name)
    {
        WasmModule module = BuiltGuests.Load(name);
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
    [InlineData("js-auth", true, true, null)]
    [InlineData("js-auth", false, false, "LinkModules is false")]
    [InlineData("auth", true, false, null)]
    public async Task A_registered_module_says_whether_it_is_linked(string name, bool links, bool isLinked, string? obstacle)
    {
        using WasmRuntime runtime = new(Options with { LinkModules = links });
        ModuleManager manager = new(runtime);
        RegistrationResult result = await manager.RegisterBytesAsync(
            new ModuleRegistration(name, [AttachPoint.OnRequest]),
            BuiltGuests.Load(name).Bytes.ToArray()
        );
        Assert.Equal((isLinked, obstacle), (result.Module!.IsLinked, result.Module.NotLinkedBecause));
    }

    private static string? Describe(MiddlewareAction? action) => action is null ? null : Fixtures.CanonicalAbi.AbiOutcome.Of(action).Text;
}
