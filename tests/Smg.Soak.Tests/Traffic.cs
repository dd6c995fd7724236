using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;

namespace Smg.Soak.Tests;

/// <summary>Calls of all kinds, good and hostile ones, one after the other. Used by one thread.</summary>
internal sealed class Traffic(int seed)
{
    private static readonly WasmModule Script = BuiltGuests.Load("js-auth");

    private static readonly WasmModule[] Built =
    [
        .. new[] { "minimal", "auth", "echo", "logging", "rate-limit", "body-rewrite" }.Select(BuiltGuests.Load),
    ];

    private static readonly WasmModule Hungry = new WatGuest
    {
        OnRequest = "(loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) unreachable",
    }.ToModule("hungry");

    private static readonly WasmModule Garbles = new WatGuest
    {
        OnRequest = "(i32.store8 (i32.const 16) (i32.const 9)) (i32.const 16)",
    }.ToModule("garbles");

    private static readonly WasmModule Exits = MakeExits();

    private readonly Random _random = new(seed);
    private readonly CancellationTokenSource _cancelled = new(TimeSpan.Zero);
    private int _newModules;

    /// <summary>Calls made.</summary>
    public long Calls { get; private set; }

    /// <summary>Makes a round of calls.</summary>
    public async Task Run(WasmRuntime runtime)
    {
        for (int i = 0; i < 20; i++)
        {
            await Succeed(runtime, Built[_random.Next(Built.Length)]);
            await Succeed(runtime, Guests.EchoesBody);
        }

        await Succeed(runtime, Script);
        await Fail(runtime, Guests.Traps, FailureCause.Trap);
        await Fail(runtime, Hungry, FailureCause.Trap);
        await Fail(runtime, Garbles, FailureCause.InvalidResult);
        await Fail(runtime, Guests.RecursesForever, FailureCause.StackExhausted);
        await Fail(runtime, Exits, FailureCause.GuestExit);
        await Fail(runtime, WasmModule.FromBytes("garbage", Guests.Continues.Bytes[..^_random.Next(1, 9)]), FailureCause.CompileFailed);
        await Cancel(runtime);
        await Churn(runtime);
    }

    /// <summary>Makes a call that ends at its time limit.</summary>
    public Task RunOutOfTime(WasmRuntime runtime) => Fail(runtime, Guests.LoopsForever, FailureCause.Timeout);

    /// <summary>Makes some calls of modules that compile fast.</summary>
    public async Task RunBriefly(WasmRuntime runtime)
    {
        await Succeed(runtime, Guests.EchoesBody);
        await Fail(runtime, Guests.Traps, FailureCause.Trap);
        await Cancel(runtime);
        await Churn(runtime);
    }

    /// <summary>A module that no cache holds: another one's place in the cache is taken.</summary>
    private async Task Churn(WasmRuntime runtime)
    {
        int number = (seed * 1_000_000) + _newModules++;
        await Succeed(runtime, new WatGuest { OnRequest = $"(drop (i32.const {number})) (i32.const 16)" }.ToModule("new"));
    }

    private async Task Cancel(WasmRuntime runtime)
    {
        await Call(runtime, Guests.Continues, _cancelled.Token);
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(2));
        await Call(runtime, Guests.LoopsForever, soon.Token);
    }

    private async Task Succeed(WasmRuntime runtime, WasmModule module)
    {
        ExecutionResult result = await Call(runtime, module);
        Assert.True(result.Succeeded, result.Failure?.ToString());
    }

    private async Task Fail(WasmRuntime runtime, WasmModule module, FailureCause cause)
    {
        ExecutionResult result = await Call(runtime, module);
        Assert.True(result.Failure?.Cause == cause, $"{module.Name}: {result.Failure?.ToString() ?? "succeeded"}");
    }

    private ValueTask<ExecutionResult> Call(WasmRuntime runtime, WasmModule module, CancellationToken token = default)
    {
        Calls++;
        return runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request, token);
    }

    private static WasmModule MakeExits()
    {
        const string Imports = """
            (import "wasi:cli/exit@0.2.0" (instance $cli (export "exit" (func (param "status" (result))))))
            (core func $exit (canon lower (func $cli "exit")))
            (core instance $i (instantiate $m (with "h" (instance (export "exit" (func $exit))))))
            """;
        WatGuest guest = new()
        {
            Memory = """(import "h" "exit" (func $exit (param i32))) (memory (export "memory") 1)""",
            OnRequest = "(call $exit (i32.const 1)) unreachable",
        };
        return WasmModule.FromBytes(
            "exits",
            WatGuest.Parse(guest.ToText().Replace("(core instance $i (instantiate $m))", Imports, StringComparison.Ordinal))
        );
    }
}
