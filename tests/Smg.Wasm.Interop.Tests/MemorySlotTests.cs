using System.Diagnostics;

namespace Smg.Wasm.Interop.Tests;

/// <summary>Memories that the host makes: what an instance wrote is undone before the next one begins.</summary>
public sealed class MemorySlotTests : IDisposable
{
    private const int WasmPage = 64 << 10;
    private const int Pages = 4;
    private const int MaxPages = 8;
    private const int Offset = 70_001;
    private const string OutOfBounds = "out of bounds memory access";

    /// <summary>
    /// A guest with a memory of four pages. Its sum depends on every byte of it; the second memory, of one page, counts the calls.
    /// </summary>
    private const string Guest = """
        (component
          (core module $other (memory (export "memory") 1) (func (export "count") (result i64)
            (i64.store (i32.const 8) (i64.add (i64.load (i32.const 8)) (i64.const 1))) (i64.load (i32.const 8))))
          (core instance $o (instantiate $other))
          (core module $m
            (memory 4 8)
            (func (export "sum") (result i64) (local $p i32) (local $sum i64)
              (loop $next
                (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 31)) (i64.load (local.get $p))))
                (local.set $p (i32.add (local.get $p) (i32.const 8)))
                (br_if $next (i32.lt_u (local.get $p) (i32.shl (memory.size) (i32.const 16)))))
              (local.get $sum))
            (func (export "write") (param i32 i64) (i64.store (local.get 0) (local.get 1)))
            (func (export "grow") (param i32 i64) (drop (memory.grow (local.get 0)))))
          (core instance $i (instantiate $m))
          (func (export "count") (result u64) (canon lift (core func $o "count")))
          (func (export "sum") (result u64) (canon lift (core func $i "sum")))
          (func (export "write") (param "at" u32) (param "value" u64) (canon lift (core func $i "write")))
          (func (export "grow") (param "by" u32) (param "unused" u64) (canon lift (core func $i "grow"))))
        """;

    private static readonly StoreLimits Limits = new(MaxPages * WasmPage, 1000, 10, 10, 10);

    private readonly GuestStore _store = new();
    private readonly Random _random = new(17);
    private EngineHandle _engine = null!;
    private ComponentLinkerHandle _linker = null!;
    private ComponentHandle _component = null!;

    public MemorySlotTests() => Assert.SkipUnless(EngineHandle.CanUndoWrites, "Only Linux says which pages were written.");

    public void Dispose()
    {
        _store.Dispose();
        _component?.Dispose();
        _linker?.Dispose();
        _engine?.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3 * 4096)]
    [InlineData(1 << 20)]
    public void An_instance_begins_with_the_content_whatever_others_wrote(long maxKeptBytes)
    {
        Compile(maxKeptBytes);
        ulong begun = Begin();
        Assert.NotEqual(0ul, begun);
        for (int i = 0; i < 200; i++)
        {
            int pages = Pages;
            if (_random.Next(4) == 0)
            {
                pages += _random.Next(1, MaxPages - Pages + 1);
                Change("grow", (uint)(pages - Pages), 0);
            }

            for (int writes = _random.Next(20); writes > 0; writes--)
            {
                Change("write", (uint)_random.Next((pages * WasmPage) - 8), (ulong)_random.NextInt64());
            }

            _store.Close();
            Assert.Equal(begun, Begin());
        }
    }

    /// <summary>A thread's page faults say nothing of what another one wrote.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_other_threads_wrote_is_undone(bool closesElsewhere)
    {
        Compile(1 << 20);
        ulong begun = Begin();
        for (int page = 0; page < 16; page++)
        {
            uint address = (uint)page * 4096;
            OnOtherThread(() =>
            {
                Change("write", address, 1);
                if (closesElsewhere)
                {
                    _store.Close();
                }
            });
            _store.Close();
            Assert.Equal(begun, Begin());
        }
    }

    [Fact]
    public void Memory_that_an_instance_grew_is_out_of_bounds_for_the_next()
    {
        Compile(1 << 20);
        _ = Begin();
        Change("grow", 1, 0);
        Change("write", Pages * WasmPage, 1);
        _store.Close();
        _ = Begin();
        Assert.Equal(OutOfBounds, TryChange("write", Pages * WasmPage, 1)?.Trap);
        _store.Close();
        _ = Begin();
        Change("grow", MaxPages - Pages + 1, 0);
        Assert.Equal(OutOfBounds, TryChange("write", Pages * WasmPage, 1)?.Trap);
    }

    [Fact]
    public void A_memory_without_content_begins_with_zeros_each_time()
    {
        Compile(1 << 20);
        for (int i = 0; i < 10; i++)
        {
            _ = Begin();
            Assert.Equal(1ul, Call("count"));
            Assert.Equal(2ul, Call("count"));
            _store.Close();
        }
    }

    /// <summary>Pages that were written stay in memory, and one that is written for the first time is undone too.</summary>
    [Fact]
    public void Instances_that_write_the_same_pages_cause_no_page_faults()
    {
        const int Instances = 400;
        Compile(1 << 20);
        Run(Instances);
        long before = WrittenPages.FaultsOfThread();
        Run(Instances);
        Assert.InRange(WrittenPages.FaultsOfThread() - before, 0, Instances / 4);

        void Run(int instances)
        {
            for (int i = 0; i < instances; i++)
            {
                Open();
                Change("write", 8, 1);
                Change("write", 100_000, 1);
                Change("write", 200_000, 1);
                _store.Close();
            }
        }
    }

    [Fact]
    public void A_new_generation_begins_with_the_content()
    {
        Compile(1 << 20);
        ulong begun = Begin();
        _store.Close();
        for (int i = 0; i < MemorySlot.InstancesOfAGeneration + 2; i++)
        {
            Open();
            Change("write", (uint)(i % 50 * 4096), 7);
            _store.Close();
            if (i % 1000 == 0 || i >= MemorySlot.InstancesOfAGeneration - 4)
            {
                Assert.Equal(begun, Begin());
                _store.Close();
            }
        }
    }

    /// <summary>Stores that live at once have a memory each.</summary>
    [Fact]
    public void Instances_that_are_alive_at_once_share_no_memory()
    {
        Compile(1 << 20);
        ulong begun = Begin();
        Change("write", 8, 1);
        using (GuestStore other = new())
        {
            other.Open(_engine, Limits, Deadline(), null);
            Assert.Null(other.Instantiate(_linker, _component));
            using ExportIndexHandle sum = _component.FindExport(null, "sum")!;
            Assert.Null(other.CallWithoutArgument(sum));
            Assert.Equal(begun, other.Result.ReadU64());
        }

        Assert.NotEqual(begun, Call("sum"));
    }

    [Fact]
    public void A_component_that_is_freed_before_its_last_store_leaves_that_as_it_is()
    {
        Compile(1 << 20);
        ulong begun = Begin();
        using ExportIndexHandle sum = _component.FindExport(null, "sum")!;
        _component.Dispose();
        Assert.Null(_store.CallWithoutArgument(sum));
        Assert.Equal(begun, _store.Result.ReadU64());
        _store.Close();
    }

    private void Compile(long maxKeptBytes)
    {
        _engine = EngineHandle.Create(new EngineSettings { MaxWasmStackBytes = 1 << 20, MaxKeptBytes = maxKeptBytes });
        _linker = ComponentLinkerHandle.Create(_engine);
        _component = ComponentHandle.Compile(_engine, ComponentHandle.ParseText(Guest, out _), out _)!;
        byte[] data = new byte[100_000];
        _random.NextBytes(data);
        using MemoryContent content = MemoryContent.TryCreate(Pages * WasmPage, Offset, data)!;
        _component.BeginWith(content);
    }

    /// <summary>Makes an instance.</summary>
    /// <returns>The sum of its memory.</returns>
    private ulong Begin()
    {
        if (!_store.IsOpen)
        {
            Open();
        }

        return Call("sum");
    }

    private void Open()
    {
        _store.Open(_engine, Limits, Deadline(), null);
        Assert.Null(_store.Instantiate(_linker, _component));
    }

    private ulong Call(string name)
    {
        using ExportIndexHandle function = _component.FindExport(null, name)!;
        Assert.Null(_store.CallWithoutArgument(function));
        return _store.Result.ReadU64();
    }

    private void Change(string name, uint first, ulong second) => Assert.Null(TryChange(name, first, second));

    private NativeError? TryChange(string name, uint first, ulong second)
    {
        using ExportIndexHandle function = _component.FindExport(null, name)!;
        return _store.CallWithWords(function, first, [second]);
    }

    private static void OnOtherThread(Action action)
    {
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    private static long Deadline() => Stopwatch.GetTimestamp() + (20 * Stopwatch.Frequency);
}
