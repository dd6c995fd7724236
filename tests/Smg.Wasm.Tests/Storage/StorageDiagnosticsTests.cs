using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Telemetry;
using Smg.Wasm.Tests.Telemetry;

namespace Smg.Wasm.Tests.Storage;

/// <summary>What a runtime tells of storage hooks, to whoever listens.</summary>
public sealed class StorageDiagnosticsTests
{
    private static readonly WasmRuntimeOptions Options = new() { PoolSize = 8, ThreadPoolSize = 1 };
    private static readonly StorageBeforeInput Before = new() { Operation = StorageOperation.CreateItem, Payload = JsonText.Null };
    private static readonly StorageAfterInput After = new()
    {
        Operation = StorageOperation.ListItems,
        Payload = JsonText.Null,
        Result = JsonText.Null,
    };

    [Theory]
    [InlineData(Dispatch.Inline)]
    [InlineData(Dispatch.Workers)]
    public async Task Calls_are_measured_by_module_and_operation(Dispatch dispatch)
    {
        WasmModule module = WasmModule.FromBytes($"hook {Guid.NewGuid()}", BuiltGuests.Load("storage-tenant").Bytes);
        ConcurrentBag<Dictionary<string, object?>> seen = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == WasmMeter.Name && instrument.Name == "smg.wasm.execution.duration")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => seen.Add(new Dictionary<string, object?>(tags.ToArray())));
        listener.Start();
        using (WasmRuntime runtime = new(Options with { Dispatch = dispatch }))
        {
            _ = await runtime.ExecuteAsync(module, AttachPoint.StorageBefore, Before);
            _ = await runtime.ExecuteAsync(module, AttachPoint.StorageBefore, Before with { Context = [new("tenant_id", "t")] });
            _ = await runtime.ExecuteAsync(module, AttachPoint.StorageAfter, After);
            _ = await runtime.ExecuteAsync(module, AttachPoint.StorageAfter, Before);
        }

        string[] rows =
        [
            .. seen.Where(tags => Equals(tags["smg.wasm.module"], module.Name))
                .Select(tags =>
                    $"{tags["smg.wasm.attach_point"]} {tags["smg.wasm.storage.operation"]} "
                    + $"{tags.GetValueOrDefault("smg.wasm.action")}{tags.GetValueOrDefault("error.type")}"
                )
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(
            [
                "storage_after create-item InvalidInput",
                "storage_after list-items continue",
                "storage_before create-item continue",
                "storage_before create-item reject",
            ],
            rows
        );
    }

    [Fact]
    public async Task A_failed_hook_is_logged_with_its_operation()
    {
        using CapturedLog log = new();
        using WasmRuntime runtime = new(Options, log);
        _ = await runtime.ExecuteAsync(new StorageGuest { After = "unreachable" }.ToModule("traps"), AttachPoint.StorageAfter, After);
        string line = Assert.Single(log.Lines, line => line.Event == 10).Line;
        Assert.StartsWith(
            "Module 'traps' failed at StorageAfter of list-items, stage Call: Trap(Unreachable)",
            line,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_span_names_the_operation()
    {
        ConcurrentBag<Activity> ended = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == WasmTracing.Name,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        WasmModule module = new StorageGuest().ToModule($"hook {Guid.NewGuid()}");
        using WasmRuntime runtime = new(Options);
        _ = await runtime.ExecuteAsync(module, AttachPoint.StorageBefore, Before);
        Assert.Equal(
            "create-item",
            Assert.Single(ended, one => Equals(one.GetTagItem("smg.wasm.module"), module.Name)).GetTagItem("smg.wasm.storage.operation")
        );
    }
}
