using System.Diagnostics;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Execution;

/// <summary>
/// Modules whose calls grow their memory begin with its pages after a while, whatever calls them; nothing else about them changes.
/// </summary>
public sealed class PregrownMemoryTests
{
    private const int BodyBytes = 128 << 10;

    private static readonly WasmRuntimeOptions Options = With("Dispatch=Inline");
    private static readonly MiddlewareRequest Large = Guests.Request with { Body = new byte[BodyBytes] };

    public static TheoryData<string> Variants =>
        [
            "Dispatch=Inline",
            "Dispatch=Workers",
            "EngineSharing=PerWorker",
            "CallPath=Dynamic",
            "Pooling=false",
            "InstanceUses=3",
            "KeptInstances=3",
        ];

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task A_module_whose_calls_grow_its_memory_begins_with_the_pages(string option)
    {
        using WasmRuntime runtime = new(With(option));
        WasmModule module = Guests.EchoesBody;
        WasmModule form = await CallUntilPregrown(runtime, module);
        Assert.InRange(form.InitialPages, 3, 4);
        Assert.Same(module, Demand(runtime, module).Choose(MemoryDemand.SizeClass(Guests.Request.Body.Length)));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task A_pregrown_module_answers_as_before(string option)
    {
        using WasmRuntime runtime = new(With(option));
        WasmModule module = Guests.EchoesBody;
        await CallUntilPregrown(runtime, module);
        foreach (int bytes in (int[])[0, 100, 2048, 65_536, BodyBytes, BodyBytes + 5000, 1 << 20])
        {
            byte[] body = [.. Enumerable.Range(0, bytes).Select(i => (byte)(i * 7 >> 3))];
            ExecutionResult result = await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request with { Body = body });
            Assert.True(body.AsSpan().SequenceEqual(Assert.IsType<ModifyAction>(result.Action).BodyReplace!.Value.Span));
        }
    }

    [Fact]
    public async Task A_module_that_opts_out_stays_as_it_is_written()
    {
        using WasmRuntime runtime = new(Options);
        WasmModule module = Guests.EchoesBody.WithSettings(new ModuleSettings { PregrowMemory = false });
        await Call(runtime, module, 100);
        Assert.Null(runtime.Engines.Demands.Find(module));
    }

    [Fact]
    public async Task Nothing_is_learned_where_the_option_is_off()
    {
        using WasmRuntime runtime = new(Options with { PregrowMemory = false });
        await Call(runtime, Guests.EchoesBody, 100);
        Assert.Null(runtime.Engines.Demands.Find(Guests.EchoesBody));
    }

    [Fact]
    public async Task A_module_of_fewer_pages_than_the_runtimes_begins_with_no_more_than_those()
    {
        using WasmRuntime runtime = new(Options);
        WasmModule module = TellsItsPages.WithSettings(new ModuleSettings { MaxMemoryPages = 5 });
        WasmModule form = await CallUntilPregrown(runtime, module);
        Assert.Equal(5, form.InitialPages);
        Assert.Equal(new RejectAction(205), (await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Large)).Action);
    }

    [Fact]
    public async Task Calls_that_fail_teach_nothing()
    {
        using WasmRuntime runtime = new(Options);
        WasmModule module = new WatGuest { OnRequest = "unreachable" }.ToModule("fails");
        for (int i = 0; i < 100; i++)
        {
            Assert.False((await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Large)).Succeeded);
        }

        Assert.Same(module, Demand(runtime, module).Choose(MemoryDemand.SizeClass(BodyBytes)));
    }

    /// <summary>
    /// Where a guest is called by its own export, Wasmtime bounds its pointers by the pages that are there: such calls stay as written.
    /// </summary>
    [Fact]
    public async Task Storage_hooks_that_are_called_by_their_own_export_stay_as_they_are_written()
    {
        using WasmRuntime runtime = new(Options with { CallPath = CallPath.Dynamic });
        WasmModule module = new StorageGuest().ToModule("storage");
        StorageBeforeInput input = new()
        {
            Operation = StorageOperation.GetItem,
            Payload = JsonText.FromUtf8(System.Text.Encoding.ASCII.GetBytes($"\"{new string('x', BodyBytes)}\"")),
        };
        for (int i = 0; i < 100; i++)
        {
            ExecutionResult result = await runtime.ExecuteAsync(module, AttachPoint.StorageBefore, input);
            Assert.True(result.Succeeded, result.Failure?.ToString());
        }

        MemoryDemand demand = Demand(runtime, module);
        Assert.True(demand.Wants(MemoryDemand.SizeClass(BodyBytes), number: 1), "calls were looked at");
        Assert.Same(module, demand.Choose(MemoryDemand.SizeClass(BodyBytes)));
    }

    [Fact]
    public async Task A_storage_hook_begins_with_the_pages_that_its_payloads_need()
    {
        using WasmRuntime runtime = new(Options);
        string json = $"\"{new string('j', BodyBytes)}\"";
        StorageBeforeInput input = new()
        {
            Operation = StorageOperation.GetItem,
            Payload = JsonText.FromUtf8(System.Text.Encoding.UTF8.GetBytes(json)),
        };
        WasmModule form = await CallUntilPregrown(runtime, BuiltGuests.Load("storage-echo"), AttachPoint.StorageBefore, input);
        Assert.InRange(form.InitialPages, 3, 8);
        ExecutionResult result = await runtime.ExecuteAsync(BuiltGuests.Load("storage-echo"), AttachPoint.StorageBefore, input);
        Assert.Contains(new ExtraColumn("payload", json), Assert.IsType<ColumnsAnswer>(result.Answer).Columns);
    }

    /// <summary>Grows to the limit, then rejects with 200 more than its number of pages.</summary>
    private static readonly WasmModule TellsItsPages = new WatGuest
    {
        OnRequest = """
            (loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
            (i32.store8 (i32.const 16) (i32.const 1)) (i32.store16 (i32.const 20) (i32.add (i32.const 200) (memory.size))) (i32.const 16)
            """,
    }.ToModule("tells its pages");

    private static WasmRuntimeOptions With(string option) =>
        OptionsLoader.Load(readEnvironment: false, assignments: [option]) with
        {
            PoolSize = 8,
            ThreadPoolSize = 1,
            CompileGuard = CompileGuard.None,
            MaxExecutionTimeMs = 20_000,
        };

    private static MemoryDemand Demand(WasmRuntime runtime, WasmModule module) => runtime.Engines.Demands.Find(module)!;

    private static Task<WasmModule> CallUntilPregrown(WasmRuntime runtime, WasmModule module) =>
        CallUntilPregrown(runtime, module, AttachPoint.OnRequest, Large);

    private static async Task<WasmModule> CallUntilPregrown(WasmRuntime runtime, WasmModule module, AttachPoint point, GuestInput input)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Eventually.Limit)
        {
            ExecutionResult result = await runtime.ExecuteAsync(module, point, input);
            Assert.True(result.Succeeded, result.Failure?.ToString());
            if (Demand(runtime, module).Choose(MemoryDemand.SizeClass(input.BodyBytes!.Value)) is { InitialPages: > 0 } form)
            {
                return form;
            }
        }

        throw new TimeoutException($"The module is as it was written after calls of {Eventually.Limit.TotalSeconds:F0} s.");
    }

    private static async Task Call(WasmRuntime runtime, WasmModule module, int times)
    {
        for (int i = 0; i < times; i++)
        {
            ExecutionResult result = await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Large);
            Assert.True(result.Succeeded, result.Failure?.ToString());
        }
    }
}
