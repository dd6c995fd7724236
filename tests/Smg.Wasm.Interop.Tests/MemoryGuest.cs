using System.Diagnostics;
using System.Globalization;

namespace Smg.Wasm.Interop.Tests;

/// <summary>
/// A guest with a memory of four pages, made by the host. Its sum depends on every byte of it; the second memory, of one page, counts the
/// calls of an instance.
/// </summary>
internal sealed unsafe class MemoryGuest : IDisposable
{
    public const int WasmPage = 64 << 10;
    public const int InitialPages = 16;
    public const int MaxPages = 20;

    private const int Offset = 70_001;

    private const string Text = """
        (component
          (core module $other (memory (export "memory") 1) (func (export "count") (result i64)
            (i64.store (i32.const 8) (i64.add (i64.load (i32.const 8)) (i64.const 1))) (i64.load (i32.const 8))))
          (core instance $o (instantiate $other))
          (core module $m
            (memory 16 20)
            (func (export "sum") (result i64) (local $p i32) (local $sum i64)
              (loop $next
                (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 31)) (i64.load (local.get $p))))
                (local.set $p (i32.add (local.get $p) (i32.const 8)))
                (br_if $next (i32.lt_u (local.get $p) (i32.shl (memory.size) (i32.const 16)))))
              (local.get $sum))
            (func (export "write") (param i32 i64) (i64.store (local.get 0) (local.get 1)))
            (func $deep (param i32 i64) (call $deep (local.get 0) (i64.add (local.get 1) (i64.const 1))) (drop (memory.grow (i32.const 0))))
            (func (export "grow") (param i32 i64) (drop (memory.grow (local.get 0))))
            (func (export "scatter") (param $end i32) (param $seed i64) (local $left i32)
              (if (i32.and (local.get $end) (i32.const 1)) (then (drop (memory.grow (i32.const 2)))))
              (local.set $left (i32.and (i32.wrap_i64 (local.get $seed)) (i32.const 63)))
              (loop $next
                (local.set $seed (i64.add (i64.mul (local.get $seed) (i64.const 6364136223846793005)) (i64.const 1442695040888963407)))
                (i64.store
                  (i32.rem_u
                    (i32.wrap_i64 (i64.shr_u (local.get $seed) (i64.const 33)))
                    (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 8)))
                  (local.get $seed))
                (br_if $next (i32.gt_s (local.tee $left (i32.sub (local.get $left) (i32.const 1))) (i32.const 0))))
              (if (i32.eq (i32.shr_u (local.get $end) (i32.const 1)) (i32.const 1)) (then (unreachable)))
              (if (i32.eq (i32.shr_u (local.get $end) (i32.const 1)) (i32.const 2)) (then (loop $forever (br $forever))))
              (if (i32.eq (i32.shr_u (local.get $end) (i32.const 1)) (i32.const 3)) (then (call $deep (i32.const 0) (local.get $seed))))
              (if (i32.eq (i32.shr_u (local.get $end) (i32.const 1)) (i32.const 4))
                (then (i64.store (i32.const -4096) (local.get $seed))))))
          (core instance $i (instantiate $m))
          (func (export "count") (result u64) (canon lift (core func $o "count")))
          (func (export "sum") (result u64) (canon lift (core func $i "sum")))
          (func (export "write") (param "at" u32) (param "value" u64) (canon lift (core func $i "write")))
          (func (export "grow") (param "by" u32) (param "unused" u64) (canon lift (core func $i "grow")))
          (func (export "scatter") (param "end" u32) (param "seed" u64) (canon lift (core func $i "scatter"))))
        """;

    private static readonly StoreLimits Limits = new(MaxPages * WasmPage, 1000, 10, 10, 10);

    private readonly ComponentLinkerHandle _linker;

    /// <param name="pages">How the host knows which pages were written.</param>
    /// <param name="maxKeptBytes">Bytes of a memory that stay with it.</param>
    /// <param name="hasData">Whether the memory begins with something.</param>
    public MemoryGuest(WrittenPages pages, long maxKeptBytes = 1 << 20, bool hasData = true)
    {
        Engine = EngineHandle.Create(new EngineSettings { MaxWasmStackBytes = 256 << 10, MaxKeptBytes = maxKeptBytes });
        _linker = ComponentLinkerHandle.Create(Engine);
        Component = ComponentHandle.Compile(Engine, ComponentHandle.ParseText(Text, out _), out _)!;
        Component.Memories!.Pages = pages;
        byte[] data = new byte[100_000];
        new Random(17).NextBytes(data);
        using MemoryContent content = MemoryContent.TryCreate(InitialPages * WasmPage, Offset, data)!;
        if (hasData)
        {
            Component.BeginWith(content);
        }

        using GuestStore store = Begin();
        Sum = SumOf(store);
    }

    /// <summary>How the host knows which pages were written. Skips the test where it does not.</summary>
    /// <param name="isTracked">Whether a tracker says it, or the page table.</param>
    public static WrittenPages KnownBy(bool isTracked)
    {
        Assert.SkipUnless(EngineHandle.CanUndoWrites, "Only Linux says which pages were written.");
        Assert.SkipUnless(!isTracked || WrittenPages.OfProcess.Tracker is not null, "This Linux tracks no writes.");
        return new WrittenPages(WrittenPages.OfProcess.TryRead, isTracked ? WrittenPages.OfProcess.Tracker : null) { TrackedFrom = 0 };
    }

    /// <summary>The one private mapping of the guest's content. Other tests of the class do not run meanwhile.</summary>
    public static byte* FindMemory()
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            if (line.Contains("rw-p", StringComparison.Ordinal) && line.Contains("memfd:smg-wasm-memory", StringComparison.Ordinal))
            {
                return (byte*)
                    nint.Parse(line[..line.IndexOf('-', StringComparison.Ordinal)], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            }
        }

        throw new InvalidOperationException("No memory is mapped.");
    }

    public EngineHandle Engine { get; }

    public ComponentHandle Component { get; }

    /// <summary>The sum of the memory that an instance begins with.</summary>
    public ulong Sum { get; }

    public void Dispose()
    {
        Component.Dispose();
        _linker.Dispose();
        Engine.Dispose();
    }

    /// <summary>Makes an instance in a store.</summary>
    public GuestStore Begin(GuestStore? store = null, long? deadline = null)
    {
        store ??= new GuestStore();
        store.Close();
        store.Open(Engine, Limits, deadline ?? (Stopwatch.GetTimestamp() + (60 * Stopwatch.Frequency)), null);
        Assert.Null(store.Instantiate(_linker, Component));
        return store;
    }

    public ulong SumOf(GuestStore store) => Call(store, "sum");

    public ulong Call(GuestStore store, string name)
    {
        using ExportIndexHandle function = Component.FindExport(null, name)!;
        Assert.Null(store.CallWithoutArgument(function));
        return store.Result.ReadU64();
    }

    public void Change(GuestStore store, string name, uint first, ulong second) => Assert.Null(TryChange(store, name, first, second));

    public NativeError? TryChange(GuestStore store, string name, uint first, ulong second)
    {
        using ExportIndexHandle function = Component.FindExport(null, name)!;
        return store.CallWithWords(function, first, [second]);
    }
}
