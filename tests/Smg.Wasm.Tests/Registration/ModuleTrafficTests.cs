using Smg.Wasm.Contract;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;

namespace Smg.Wasm.Tests.Registration;

/// <summary>Modules that come, change and go while they are called.</summary>
[Trait("Category", "Hostile")]
public sealed class ModuleTrafficTests : IDisposable
{
    private static readonly WasmRuntimeOptions Options = ManagerFixture.Options with
    {
        ThreadPoolSize = 2,
        MaxExecutionTimeMs = 20_000,
        MaxQueueTimeMs = 60_000,
        ModuleCacheSize = 4,
        CompileGuard = CompileGuard.None,
    };

    private const int Rounds = 30;
    private const int LeastCalls = 1000;

    private readonly ManagerFixture _fixture = new(Options);
    private int _calls;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Traffic_sees_each_module_whole_while_others_are_replaced_and_removed()
    {
        // The middle one is replaced: its name tells the status that its bytes reject with.
        Assert.True((await _fixture.Register("first", Guests.Continues)).Succeeded);
        RegisteredModule middle = (await _fixture.Register("300", Guests.RejectsWith(300))).Module!;
        Assert.True((await _fixture.Register("last", Guests.EchoesBody)).Succeeded);
        using CancellationTokenSource stop = new();
        Task[] traffic = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => Call(middle.Id, stop.Token)))];

        for (int i = 1; i <= Rounds; i++)
        {
            RegistrationResult replaced = await _fixture.Manager.ReplaceBytesAsync(
                middle.Id,
                ManagerFixture.At($"{300 + i}"),
                Guests.RejectsWith(300 + i).Bytes.ToArray()
            );
            Assert.True(replaced.Succeeded, replaced.Message);
            RegistrationResult passing = await _fixture.Register($"{600 + i}", Guests.RejectsWith(600 + i));
            Assert.True(_fixture.Manager.Remove(passing.Module!.Id));
        }

        await Eventually.UntilAsync(() => Volatile.Read(ref _calls) >= LeastCalls || traffic.Any(task => task.IsCompleted));
        await stop.CancelAsync();
        await Task.WhenAll(traffic);
        Assert.Equal(["first", $"{300 + Rounds}", "last"], _fixture.Manager.List().Select(module => module.Module.Name));
    }

    [Fact]
    public async Task A_running_call_of_a_removed_or_replaced_module_finishes()
    {
        byte[] slow = new WatGuest { OnRequest = Guests.Spin(300_000_000) }.ToBytes();
        Assert.Null(await _fixture.Runtime.PrepareAsync(Guests.Rejects));
        RegisteredModule old = (await _fixture.Register(ManagerFixture.At("slow") with { DryRun = false }, slow)).Module!;
        Task<ExecutionResult> first = Start(old);
        Assert.True((await _fixture.Manager.ReplaceBytesAsync(old.Id, ManagerFixture.At("new"), Guests.Rejects.Bytes.ToArray())).Succeeded);
        Assert.False(first.IsCompleted);
        Task<ExecutionResult> second = Start(old);
        Assert.True(_fixture.Manager.Remove(old.Id));

        // The compiled component leaves the cache too while it is called.
        for (int i = 0; i < 8; i++)
        {
            Assert.True((await _fixture.Register($"{400 + i}", Guests.RejectsWith(400 + i))).Succeeded);
        }

        Assert.Same(MiddlewareAction.Continue, (await first).Action);
        Assert.Same(MiddlewareAction.Continue, (await second).Action);

        Task<ExecutionResult> Start(RegisteredModule module) =>
            Task.Run(() => _fixture.Runtime.ExecuteAsync(module.Module, AttachPoint.OnRequest, Guests.Request).AsTask());
    }

    /// <summary>Calls whole chains until it is asked to stop, and looks at each.</summary>
    private async Task Call(Guid middle, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            IReadOnlyList<RegisteredModule> chain = _fixture.Manager.ForAttachPoint(AttachPoint.OnRequest);
            Assert.InRange(chain.Count, 3, 4);
            Assert.Equal(("first", middle, "last"), (chain[0].Module.Name, chain[1].Id, chain[2].Module.Name));
            foreach (RegisteredModule module in chain)
            {
                ExecutionResult result = await _fixture.Runtime.ExecuteAsync(
                    module.Module,
                    AttachPoint.OnRequest,
                    Guests.Request,
                    CancellationToken.None
                );
                Assert.True(result.Succeeded, result.Failure?.ToString());
                Interlocked.Increment(ref _calls);
                if (int.TryParse(module.Module.Name, out int status))
                {
                    Assert.Equal(status, Assert.IsType<RejectAction>(result.Action).Status);
                }
            }
        }
    }
}
