using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;
using Smg.Wasm.Telemetry;
using Smg.Wasm.Tests.Failures;

namespace Smg.Wasm.Tests.Telemetry;

/// <summary>What a runtime tells of its calls, to whoever listens.</summary>
public sealed class DiagnosticsTests
{
    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 8,
        ThreadPoolSize = 1,
        MaxExecutionTimeMs = 60_000,
    };

    [Fact]
    public async Task Calls_are_measured_in_microseconds_by_module_and_cause()
    {
        WasmModule fine = WasmModule.FromBytes($"fine {Guid.NewGuid()}", Guests.Continues.Bytes);
        WasmModule traps = WasmModule.FromBytes($"traps {Guid.NewGuid()}", Guests.Traps.Bytes);
        ConcurrentBag<(string Instrument, double Value, Dictionary<string, object?> Tags)> seen = [];
        using MeterListener listener = Listen(seen);
        using (WasmRuntime runtime = new(Options with { Dispatch = Dispatch.Workers }))
        {
            for (int i = 0; i < 3; i++)
            {
                _ = await runtime.ExecuteAsync(fine, AttachPoint.OnRequest, Guests.Request);
            }

            _ = await runtime.ExecuteAsync(traps, AttachPoint.OnRequest, Guests.Request);
        }

        (string Instrument, double Value, Dictionary<string, object?> Tags)[] Of(string instrument, WasmModule module) =>
            [.. seen.Where(one => one.Instrument == instrument && Equals(one.Tags.GetValueOrDefault("smg.wasm.module"), module.Name))];

        Assert.Equal(3, Of("smg.wasm.execution.duration", fine).Length);
        Assert.All(
            Of("smg.wasm.execution.duration", fine),
            one =>
            {
                Assert.InRange(one.Value, 1, 10_000_000);
                Assert.Equal(("on_request", "continue"), (one.Tags["smg.wasm.attach_point"], one.Tags["smg.wasm.action"]));
                Assert.False(one.Tags.ContainsKey("error.type"));
            }
        );
        Assert.Equal("Trap", Assert.Single(Of("smg.wasm.execution.duration", traps)).Tags["error.type"]);
        Assert.Equal(3, Of("smg.wasm.queue.duration", fine).Length);
        Assert.InRange(Assert.Single(Of("smg.wasm.compile.duration", fine)).Value, 100, 60_000_000);
    }

    [Fact]
    public async Task A_span_tells_module_and_cause()
    {
        ConcurrentBag<Activity> ended = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == WasmTracing.Name,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        WasmModule traps = WasmModule.FromBytes($"traps {Guid.NewGuid()}", Guests.Traps.Bytes);
        using WasmRuntime runtime = new(Options);
        using Activity parent = new Activity("request").Start();
        _ = await runtime.ExecuteAsync(traps, AttachPoint.OnRequest, Guests.Request);
        Activity span = Assert.Single(ended, one => Equals(one.GetTagItem("smg.wasm.module"), traps.Name));
        Assert.Equal(
            ("smg.wasm.execute", parent.SpanId, ActivityStatusCode.Error, "Trap"),
            (span.OperationName, span.ParentSpanId, span.Status, span.GetTagItem("error.type"))
        );
    }

    [Fact]
    public async Task A_module_that_always_fails_does_not_fill_the_log()
    {
        using CapturedLog log = new();
        using WasmRuntime runtime = new(Options, log);
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < 500; i++)
        {
            _ = await runtime.ExecuteAsync(Guests.Traps, AttachPoint.OnRequest, Guests.Request);
        }

        string[] lines = [.. log.Lines.Where(line => line.Event == 4).Select(line => line.Line)];
        Assert.InRange(lines.Length, 1, 5 * ((int)watch.Elapsed.TotalSeconds + 2));
        Assert.Contains("Module 'traps' failed at OnRequest, stage Call: Trap(Unreachable)", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_throws_costs_no_caller_its_answer()
    {
        // The runtime logs that it has started, and nothing more.
        using CapturedLog log = new() { ThrowsAfter = 1 };
        using WasmRuntime runtime = new(Options with { Dispatch = Dispatch.Workers }, log);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(
                FailureCause.Trap,
                (await runtime.ExecuteAsync(Guests.Traps, AttachPoint.OnRequest, Guests.Request)).Failure?.Cause
            );
            Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
        }
    }

    /// <summary>Its decision would become a failure, which lets the message pass where the policy is open.</summary>
    [Fact]
    public async Task A_log_that_throws_costs_a_guest_that_writes_no_decision()
    {
        using CapturedLog log = new() { ThrowsAfter = 0 };
        using WasmRuntime runtime = new(Options, log);
        ModuleManager manager = new(runtime);
        WasmModule writes = WasiOutputTests.PrintsEnvironment;
        ModuleSettings settings = new() { Environment = ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("NAME", "value")]) };
        ExecutionResult result = await runtime.ExecuteAsync(writes.WithSettings(settings), AttachPoint.OnRequest, Guests.Request);
        Assert.True(result.Succeeded, result.Failure?.ToString());
        RegistrationResult registered = await manager.RegisterBytesAsync(
            new ModuleRegistration("a", [AttachPoint.OnRequest]),
            Guests.Continues.Bytes.ToArray()
        );
        Assert.True(manager.Remove(registered.Module!.Id));
    }

    [Fact]
    public async Task What_a_guest_writes_is_logged_in_one_line_and_capped()
    {
        using CapturedLog log = new();
        using WasmRuntime runtime = new(Options, log);
        ModuleSettings settings = new()
        {
            Environment = ImmutableSortedDictionary.CreateRange(
                Enumerable.Range(0, 10).Select(i => KeyValuePair.Create($"V{i}", "first\nforged" + new string('x', 3000)))
            ),
        };
        WasmModule writes = WasiOutputTests.PrintsEnvironment.WithSettings(settings);
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < 100; i++)
        {
            ExecutionResult result = await runtime.ExecuteAsync(writes, AttachPoint.OnRequest, Guests.Request);
            Assert.True(result.Succeeded, result.Failure?.ToString());
        }

        string[] lines = [.. log.Lines.Where(one => one.Event == 5).Select(one => one.Line)];
        Assert.StartsWith("Module 'prints environment' wrote: V0=first forged", lines[0], StringComparison.Ordinal);
        Assert.Contains("bytes dropped", lines[0], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.DoesNotContain('\n', line));
        Assert.InRange(lines[0].Length, 8000, 8400);

        // 100 calls wrote 3 MB; the log takes 64 KiB of a module in a second.
        Assert.InRange(lines.Sum(line => line.Length), 8000, Math.Min(100_000 * ((int)watch.Elapsed.TotalSeconds + 2), 100 * 8000));
    }

    [Fact]
    public async Task Registrations_are_logged_and_counted()
    {
        using CapturedLog log = new();
        using WasmRuntime runtime = new(Options, log);
        ModuleManager manager = new(runtime);
        RegisteredModule module = (
            await manager.RegisterBytesAsync(new ModuleRegistration("auth", [AttachPoint.OnRequest]), Guests.Continues.Bytes.ToArray())
        ).Module!;
        Assert.False(
            (await manager.RegisterBytesAsync(new ModuleRegistration("a\nforged", [AttachPoint.OnRequest]), new byte[1])).Succeeded
        );
        Assert.True(manager.Remove(module.Id));
        Assert.Equal([6, 7, 8], log.Lines.Select(line => line.Event).Where(id => id is >= 6 and <= 8));
        Assert.All(log.Lines, line => Assert.DoesNotContain('\n', line.Line));
    }

    private static MeterListener Listen(ConcurrentBag<(string, double, Dictionary<string, object?>)> seen)
    {
        MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == WasmMeter.Name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) => seen.Add((instrument.Name, value, new Dictionary<string, object?>(tags.ToArray())))
        );
        listener.Start();
        return listener;
    }
}
