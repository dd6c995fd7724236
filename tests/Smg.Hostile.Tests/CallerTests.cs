using System.Collections;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using static Smg.Hostile.Tests.Provocation;

namespace Smg.Hostile.Tests;

/// <summary>Callers that break their side of the contract.</summary>
[Trait("Category", "Hostile")]
public sealed class CallerTests
{
    /// <summary>
    /// Text that is not UTF-8 ends the process when it reaches Wasmtime, and a body can become such text after it was looked at.
    /// </summary>
    [Theory]
    [InlineData((byte)'a')]
    [InlineData((byte)0xFF)]
    public async Task A_body_that_its_owner_changes_while_calls_run_costs_those_calls_alone(byte last)
    {
        byte[] body = new byte[200_000];
        Array.Fill(body, (byte)'a');
        body[^1] = last;
        using WasmRuntime runtime = new(Options);
        Assert.Null(await runtime.PrepareAsync(Guests.Continues));
        using CancellationTokenSource stop = new();
        Task changing = Task.Run(() =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i = (i + 7919) % (body.Length - 1))
            {
                body[i] = 0xFF;
                Thread.SpinWait(2000);
                body[i] = (byte)'a';
                Thread.SpinWait(20);
            }
        });
        for (int i = 0; i < 3000; i++)
        {
            ExecutionResult result = await runtime.ExecuteAsync(
                Guests.Continues,
                AttachPoint.OnRequest,
                Guests.Request with
                {
                    Body = body,
                }
            );
            Assert.True(result.Succeeded || result.Failure!.Cause == FailureCause.CallFailed, result.Failure?.ToString());
        }

        await stop.CancelAsync();
        await changing;
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request with { Body = body })).Succeeded);
    }

    /// <summary>The guest rejects with 200 and, ten times, the number of headers, and the length of the last one's name.</summary>
    [Theory]
    [InlineData(CallPath.Bridge, true)]
    [InlineData(CallPath.Bridge, false)]
    [InlineData(CallPath.Dynamic, false)]
    public async Task Headers_that_become_fewer_at_any_moment_cross_as_they_were_counted(CallPath path, bool directMemory)
    {
        const int MostReadings = 24;
        WatGuest guest = new()
        {
            OnRequest = """
                (i32.store8 (i32.const 16) (i32.const 1))
                (i32.store16 (i32.const 20) (i32.add
                    (i32.add (i32.const 200) (i32.mul (local.get 7) (i32.const 10)))
                    (i32.load (i32.add (i32.sub (local.get 6) (i32.const 12)) (i32.mul (local.get 7) (i32.const 16))))))
                (i32.const 16)
                """,
        };
        using WasmRuntime runtime = new(Options with { CallPath = path, DirectMemory = directMemory });
        WasmModule module = guest.ToModule("counts");
        HashSet<ushort> statuses = [];
        for (int readings = 0; readings <= MostReadings; readings++)
        {
            ExecutionResult result = await runtime.ExecuteAsync(
                module,
                AttachPoint.OnRequest,
                Guests.Request with
                {
                    Headers = new Shrinking(readings),
                }
            );
            Assert.True(
                result is { Action: RejectAction { Status: 200 + 30 + 4 or 200 + 10 + 4 } },
                $"after {readings} readings: {result.Action} {result.Failure}"
            );
            statuses.Add(((RejectAction)result.Action!).Status);
        }

        Assert.Equal(2, statuses.Count);
    }

    [Theory]
    [InlineData(CallPath.Bridge, true)]
    [InlineData(CallPath.Bridge, false)]
    [InlineData(CallPath.Dynamic, false)]
    public async Task Headers_that_throw_cost_that_call_alone(CallPath path, bool directMemory)
    {
        using WasmRuntime runtime = new(Options with { CallPath = path, DirectMemory = directMemory });
        ExecutionResult result = await runtime.ExecuteAsync(
            Guests.Continues,
            AttachPoint.OnRequest,
            Guests.Request with
            {
                Headers = new Throwing(),
            }
        );
        Assert.Equal(FailureCause.CallFailed, result.Failure?.Cause);
        Assert.Contains("owner", result.Failure!.Message, StringComparison.Ordinal);
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
    }

    /// <summary>Three headers, and one as soon as it was read so many times.</summary>
    private sealed class Shrinking(int readings) : IReadOnlyList<Header>
    {
        private int _left = readings;

        public int Count => _left-- > 0 ? 3 : 1;

        public Header this[int index]
        {
            get
            {
                _left--;
                return new Header("name", "value");
            }
        }

        public IEnumerator<Header> GetEnumerator() => throw new NotSupportedException();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class Throwing : IReadOnlyList<Header>
    {
        public int Count => 1;

        public Header this[int index] => throw new InvalidOperationException("The owner threw.");

        public IEnumerator<Header> GetEnumerator() => throw new NotSupportedException();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
