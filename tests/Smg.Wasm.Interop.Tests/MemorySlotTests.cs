using System.Diagnostics;
using System.Globalization;

namespace Smg.Wasm.Interop.Tests;

/// <summary>Memories that the host makes: what an instance wrote is undone before the next one begins.</summary>
[Collection(nameof(MemoryGuest))]
public abstract class MemorySlotTests : IDisposable
{
    private const string OutOfBounds = "out of bounds memory access";

    /// <summary>Calls of each thread that looks for what others left.</summary>
    private static readonly int CallsOfThread = int.TryParse(Environment.GetEnvironmentVariable("SMG_MEMORY_CALLS"), out int calls)
        ? calls
        : 400;

    private readonly GuestStore _store = new();
    private readonly Random _random = new(17);

    private readonly WrittenPages _pages;

    public sealed class Tracked() : MemorySlotTests(isTracked: true);

    public sealed class ByPageTable() : MemorySlotTests(isTracked: false);

    /// <param name="isTracked">Whether a tracker says which pages were written, or the page table.</param>
    protected MemorySlotTests(bool isTracked) => _pages = MemoryGuest.KnownBy(isTracked);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _store.Dispose();

    [Theory]
    [InlineData(0, true)]
    [InlineData(3 * 4096, true)]
    [InlineData(1 << 20, true)]
    [InlineData(3 * 4096, false)]
    [InlineData(1 << 20, false)]
    public void An_instance_begins_with_the_content_whatever_others_wrote(long maxKeptBytes, bool hasData)
    {
        using MemoryGuest guest = new(_pages, maxKeptBytes, hasData);
        Assert.Equal(hasData, guest.Sum != 0);
        for (int i = 0; i < 600; i++)
        {
            Assert.Equal(guest.Sum, guest.SumOf(guest.Begin(_store)));
            int pages = MemoryGuest.InitialPages;
            if (_random.Next(4) == 0)
            {
                pages += _random.Next(1, MemoryGuest.MaxPages - MemoryGuest.InitialPages + 1);
                guest.Change(_store, "grow", (uint)(pages - MemoryGuest.InitialPages), 0);
            }

            for (int writes = _random.Next(20); writes > 0; writes--)
            {
                guest.Change(_store, "write", (uint)_random.Next((pages * MemoryGuest.WasmPage) - 8), (ulong)_random.NextInt64());
            }
        }

        Assert.True(guest.Component.Memories!.Pages.AreKnown);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_other_threads_wrote_is_undone(bool closesElsewhere)
    {
        using MemoryGuest guest = new(_pages);
        for (int page = 0; page < 16; page++)
        {
            uint address = (uint)page * 4096;
            guest.Begin(_store);
            OnOtherThread(() =>
            {
                guest.Change(_store, "write", address, 1);
                if (closesElsewhere)
                {
                    _store.Close();
                }
            });
            Assert.Equal(guest.Sum, guest.SumOf(guest.Begin(_store)));
        }
    }

    [Fact]
    public void Memory_that_an_instance_grew_is_out_of_bounds_for_the_next()
    {
        const uint End = MemoryGuest.InitialPages * MemoryGuest.WasmPage;
        using MemoryGuest guest = new(_pages);
        guest.Begin(_store);
        guest.Change(_store, "grow", 1, 0);
        guest.Change(_store, "write", End, 1);
        guest.Begin(_store);
        Assert.Equal(OutOfBounds, guest.TryChange(_store, "write", End, 1)?.Trap);
        guest.Begin(_store);
        guest.Change(_store, "grow", MemoryGuest.MaxPages - MemoryGuest.InitialPages + 1, 0);
        Assert.Equal(OutOfBounds, guest.TryChange(_store, "write", End, 1)?.Trap);
    }

    [Fact]
    public void A_memory_without_content_begins_with_zeros_each_time()
    {
        using MemoryGuest guest = new(_pages);
        for (int i = 0; i < 10; i++)
        {
            guest.Begin(_store);
            Assert.Equal(1ul, guest.Call(_store, "count"));
            Assert.Equal(2ul, guest.Call(_store, "count"));
        }
    }

    /// <summary>Pages that were written stay in memory.</summary>
    [Fact]
    public void Instances_that_write_the_same_pages_cause_no_page_faults()
    {
        const int Instances = 400;
        using MemoryGuest guest = new(_pages);
        using ExportIndexHandle write = guest.Component.FindExport(null, "write")!;
        Run(Instances);
        long before = FaultsOfThread();
        Run(Instances);
        Assert.InRange(FaultsOfThread() - before, 0, Instances / 4);

        void Run(int instances)
        {
            for (int i = 0; i < instances; i++)
            {
                guest.Begin(_store);
                Assert.Null(_store.CallWithWords(write, 8, [1]));
                Assert.Null(_store.CallWithWords(write, 100_000, [1]));
                Assert.Null(_store.CallWithWords(write, 200_000, [1]));
            }
        }
    }

    /// <summary>A call that wrote far more than others does not make all later ones copy as much.</summary>
    [Fact]
    public unsafe void Pages_that_calls_do_not_write_any_more_are_given_back()
    {
        const int Pages = MemoryGuest.InitialPages * MemoryGuest.WasmPage / 4096;
        using MemoryGuest guest = new(_pages);
        guest.Begin(_store);
        for (int page = 0; page < Pages; page++)
        {
            guest.Change(_store, "write", (uint)page * 4096, 1);
        }

        byte* memory = MemoryGuest.FindMemory();
        Assert.Equal(Pages, Written());
        for (int i = 0; i < 10 * MemorySlot.InstancesBetweenChecks; i++)
        {
            guest.Begin(_store);
        }

        Assert.InRange(Written(), 0, Pages / 8);

        int Written()
        {
            if (_pages.Tracker is { } tracker)
            {
                WrittenStretch[] stretches = new WrittenStretch[Pages];
                int count = tracker.Find(memory, Pages * 4096, stretches, out _);
                return stretches[..count].Sum(stretch => (int)stretch.Bytes / 4096);
            }

            ulong[] entries = new ulong[Pages];
            Assert.True(WrittenPages.OfProcess.TryRead(memory, entries));
            return entries.Count(WrittenPages.IsWritten);
        }
    }

    /// <summary>Stores that live at once have a memory each.</summary>
    [Fact]
    public void Instances_that_are_alive_at_once_share_no_memory()
    {
        using MemoryGuest guest = new(_pages);
        guest.Begin(_store);
        guest.Change(_store, "write", 8, 1);
        using GuestStore other = guest.Begin();
        Assert.Equal(guest.Sum, guest.SumOf(other));
        Assert.NotEqual(guest.Sum, guest.SumOf(_store));
    }

    [Fact]
    public void A_component_that_is_freed_before_its_last_store_leaves_that_as_it_is()
    {
        MemoryGuest guest = new(_pages);
        guest.Begin(_store);
        using ExportIndexHandle sum = guest.Component.FindExport(null, "sum")!;
        ulong begun = guest.Sum;
        guest.Dispose();
        Assert.Null(_store.CallWithoutArgument(sum));
        Assert.Equal(begun, _store.Result.ReadU64());
        _store.Close();
    }

    /// <summary>Calls that return, trap, overflow the stack, run until they are ended, and grow the memory, on several threads.</summary>
    [Fact]
    public async Task No_call_finds_a_byte_of_another_however_that_ended()
    {
        const int Threads = 3;
        using MemoryGuest guest = new(_pages, maxKeptBytes: 100 << 10);
        using CancellationTokenSource done = new();
        Task ticks = Task.Factory.StartNew(() => Tick(guest.Engine, done.Token), TaskCreationOptions.LongRunning);
        Task[] callers =
        [
            .. Enumerable.Range(0, Threads).Select(i => Task.Factory.StartNew(() => Scatter(guest, i), TaskCreationOptions.LongRunning)),
        ];
        await Task.WhenAll(callers);
        await done.CancelAsync();
        await ticks;
        Assert.True(guest.Component.Memories!.Pages.AreKnown);
    }

    /// <summary>A page table that hides a page is found out, and no instance relies on it any more.</summary>
    [Fact]
    public unsafe void A_page_table_that_is_wrong_is_found_out()
    {
        const int Page = 19;
        using MemoryGuest guest = new(_pages);
        bool hides = false;
        WrittenPages pages = new(
            (address, entries) =>
            {
                bool isRead = WrittenPages.OfProcess.TryRead(address, entries);
                if (hides && entries.Length > Page + 1)
                {
                    entries[Page + 1] = 0;
                }

                return isRead;
            }
        );
        guest.Component.Memories!.Pages = pages;
        hides = true;
        int calls = 0;
        while (pages.AreKnown && calls < 3 * MemorySlot.InstancesBetweenChecks)
        {
            guest.Begin(_store);
            guest.Change(_store, "write", Page * 4096, 1);
            calls++;
        }

        Assert.False(pages.AreKnown);
        Assert.Equal(1, pages.Disagreements);
        Assert.Equal(guest.Sum, guest.SumOf(guest.Begin(_store)));
        guest.Change(_store, "write", Page * 4096, 1);
        Assert.Equal(guest.Sum, guest.SumOf(guest.Begin(_store)));
    }

    /// <summary>A tracker that hides a page is found out likewise.</summary>
    [Fact]
    public unsafe void A_tracker_that_is_wrong_is_found_out()
    {
        const int Page = 19;
        WrittenPages pages = MemoryGuest.KnownBy(isTracked: true);
        using MemoryGuest guest = new(pages);
        int calls = 0;
        while (pages.AreKnown && calls < 3 * MemorySlot.InstancesBetweenChecks)
        {
            guest.Begin(_store);
            guest.Change(_store, "write", Page * 4096, 1);
            Assert.True(pages.Tracker!.TryForget(MemoryGuest.FindMemory() + (Page * 4096), 4096));
            calls++;
        }

        Assert.False(pages.AreKnown);
        Assert.Equal(1, pages.Disagreements);
        Assert.Equal(guest.Sum, guest.SumOf(guest.Begin(_store)));
    }

    /// <summary>Another file in the place of the page table's, or none, or one without figures.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public unsafe void A_page_table_that_cannot_be_read_is_not_relied_on(bool readsZeros)
    {
        using MemoryGuest guest = new(_pages);
        bool fails = false;
        WrittenPages pages = new(
            (address, entries) =>
            {
                if (!fails)
                {
                    return WrittenPages.OfProcess.TryRead(address, entries);
                }

                entries.Clear();
                return readsZeros;
            }
        );
        guest.Component.Memories!.Pages = pages;
        fails = true;
        guest.Begin(_store);
        guest.Change(_store, "write", 8, 1);
        Assert.Equal(guest.Sum, guest.SumOf(guest.Begin(_store)));
        Assert.False(pages.AreKnown);
    }

    [Fact]
    public void A_memory_that_the_system_has_no_room_for_is_refused()
    {
        using MemorySlots slots = new(0);
        Assert.Throws<InsufficientMemoryException>(() => slots.Take(MemoryGuest.WasmPage, new MemoryReservation((nuint)1 << 60, 0)));
    }

    private static void Scatter(MemoryGuest guest, int seed)
    {
        const int Spins = 2;
        Random random = new(seed);
        using GuestStore store = new();
        for (int i = 0; i < CallsOfThread; i++)
        {
            Assert.Equal(guest.Sum, guest.SumOf(guest.Begin(store)));
            uint end = (uint)random.Next(10);
            guest.Begin(store, end / 2 == Spins ? Stopwatch.GetTimestamp() : null);
            NativeError? error = guest.TryChange(store, "scatter", end, (ulong)random.NextInt64());
            Assert.Equal(end > 1, error is not null);
        }
    }

    private static void Tick(EngineHandle engine, CancellationToken done)
    {
        while (!done.WaitHandle.WaitOne(1))
        {
            engine.IncrementEpoch();
        }
    }

    private static long FaultsOfThread()
    {
        const int AfterName = 10 - 3;
        string stat = File.ReadAllText("/proc/thread-self/stat");
        return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[AfterName], CultureInfo.InvariantCulture);
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
}
