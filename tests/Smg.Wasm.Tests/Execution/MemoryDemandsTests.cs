using System.Diagnostics;
using Smg.Wasm.Execution;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Execution;

public sealed class MemoryDemandsTests
{
    private static readonly WasmRuntimeOptions Options = new() { MaxMemoryPages = 100 };

    private readonly NoForms _forms = new();
    private readonly MemoryDemands _demands;

    public MemoryDemandsTests() => _demands = new MemoryDemands(Options, _forms);

    [Fact]
    public void Modules_of_the_same_bytes_and_limit_share_what_is_known()
    {
        MemoryDemand demand = _demands.Find(Guests.Continues)!;
        Assert.Same(
            demand,
            _demands.Find(Guests.Continues.WithSettings(new ModuleSettings { MaxExecutionTimeMs = 7, MaxMemoryPages = 100 }))
        );
        Assert.NotSame(demand, _demands.Find(Guests.Continues.WithSettings(new ModuleSettings { MaxMemoryPages = 99 })));
        Assert.NotSame(demand, _demands.Find(Guests.Rejects));
    }

    [Fact]
    public void Nothing_is_known_of_modules_that_opt_out_or_are_large()
    {
        Assert.Null(_demands.Find(Guests.Continues.WithSettings(new ModuleSettings { PregrowMemory = false })));
        Assert.Null(_demands.Find(WasmModule.FromBytes("large", new byte[MemoryDemands.MaxModuleBytes + 1])));
        Assert.Null(new MemoryDemands(Options with { PregrowMemory = false }, new NoForms()).Find(Guests.Continues));
        Assert.Equal(0, _demands.Count);
    }

    [Fact]
    public void A_module_that_is_not_called_for_long_is_forgotten_and_one_that_is_called_stays()
    {
        MemoryDemand idle = _demands.Find(Guests.Continues)!;
        MemoryDemand called = _demands.Find(Guests.Rejects)!;
        long later = _demands.Now + MemoryDemands.IdleTicks;
        _demands.Tick(later);
        Assert.Equal(2, _demands.Count);
        called.Touch(later);
        _demands.Tick(later + (2 * Stopwatch.Frequency));
        Assert.True(idle.IsReleased);
        Assert.False(called.IsReleased);
        Assert.NotSame(idle, _demands.Find(Guests.Continues));
        Assert.Same(called, _demands.Find(Guests.Rejects));
    }

    [Fact]
    public void A_module_whose_code_is_gone_is_forgotten_soon_unless_it_is_called()
    {
        MemoryDemand removed = _demands.Find(Guests.Continues)!;
        MemoryDemand called = _demands.Find(Guests.Rejects)!;
        _forms.Holds = false;
        long later = _demands.Now + MemoryDemands.ForgottenTicks;
        _demands.Tick(later);
        Assert.Equal(2, _demands.Count);
        called.Touch(later);
        _demands.Tick(later + (2 * Stopwatch.Frequency));
        Assert.True(removed.IsReleased);
        Assert.Same(called, _demands.Find(Guests.Rejects));
        Assert.Equal(1, _demands.Count);
    }

    private sealed class NoForms : IModuleForms
    {
        public bool Holds { get; set; } = true;

        public bool Knows(WasmModule module) => Holds;

        public Task<ExecutionFailure?> HoldAsync(WasmModule form) => throw new InvalidOperationException("No form is wanted.");

        public void Release(WasmModule form) => throw new InvalidOperationException("No form is held.");
    }
}
