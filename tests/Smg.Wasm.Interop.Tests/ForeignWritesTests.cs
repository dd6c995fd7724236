using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Smg.Wasm.Interop.Tests;

/// <summary>
/// A memory is undone whoever wrote it, and whatever made its pages ones that are written without a page fault: the system calls of
/// threads that are not the guest's, other processes, and what the kernel does by itself.
/// </summary>
[Collection(nameof(MemoryGuest))]
public abstract unsafe partial class ForeignWritesTests : IDisposable
{
    private const int PageBytes = 4096;
    private const int PageOut = 21;
    private const int PopulateWrite = 23;
    private const int Collapse = 25;
    private const int Mergeable = 12;
    private const int InvalidArgument = 22;
    private const int Bytes = MemoryGuest.InitialPages * MemoryGuest.WasmPage;
    private static readonly byte[] Secret = [.. Enumerable.Repeat((byte)0x5e, 64)];

    private readonly MemoryGuest _guest;
    private readonly GuestStore _store = new();

    public sealed class Tracked() : ForeignWritesTests(isTracked: true);

    public sealed class ByPageTable() : ForeignWritesTests(isTracked: false);

    /// <param name="isTracked">Whether a tracker says which pages were written, or the page table.</param>
    protected ForeignWritesTests(bool isTracked)
    {
        _guest = new MemoryGuest(MemoryGuest.KnownBy(isTracked));
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        _store.Dispose();
        _guest.Dispose();
    }

    [Fact]
    public void The_kernel_reads_a_file_into_it() =>
        CheckUndone(
            (address, page) =>
            {
                using SafeFileHandle file = MemoryFile.TryCreate("secret", Secret.Length, Secret)!;
                Assert.Equal(Secret.Length, RandomAccess.Read(file, new Span<byte>(address + (page * PageBytes), Secret.Length), 0));
            }
        );

    [Fact]
    public void Another_process_or_a_debugger_writes_to_it() =>
        CheckUndone(
            (address, page) =>
            {
                using SafeFileHandle memory = File.OpenHandle("/proc/self/mem", FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                RandomAccess.Write(memory, Secret, (nint)address + (page * PageBytes));
            }
        );

    [Fact]
    public void A_thread_of_the_host_writes_to_it() =>
        CheckUndone(
            (address, page) =>
            {
                nint place = (nint)address + (page * PageBytes);
                Thread thread = new(() => Secret.CopyTo(new Span<byte>((void*)place, Secret.Length)));
                thread.Start();
                thread.Join();
            }
        );

    /// <summary>As <c>mlockall</c> does it: no later write of the guest is a page fault.</summary>
    [Fact]
    public void Its_pages_are_made_writable_before_the_guest_writes() =>
        CheckUndone(
            (address, page) =>
            {
                Assert.SkipUnless(Advise(address, Bytes, PopulateWrite) == 0, "This kernel does not populate.");
                _guest.Change(_store, "write", (uint)(page * PageBytes), 0x5e5e5e);
            }
        );

    [Fact]
    public void It_is_locked_in_memory() =>
        CheckUndone(
            (address, page) =>
            {
                Assert.SkipUnless(Lock(address, Bytes) == 0, "This user may not lock memory.");
                _guest.Change(_store, "write", (uint)(page * PageBytes), 0x5e5e5e);
            }
        );

    /// <summary>Huge pages are refused. Where one is made regardless, the page table says so of all its pages.</summary>
    [Fact]
    public void Somebody_asks_for_huge_pages() =>
        CheckUndone(
            (address, page) =>
            {
                Assert.Contains(" nh", FlagsOf(address), StringComparison.Ordinal);
                Assert.Equal(-1, Advise(address, Bytes, Collapse));
                Assert.Equal(InvalidArgument, Marshal.GetLastPInvokeError());
                _guest.Change(_store, "write", (uint)(page * PageBytes), 0x5e5e5e);
            }
        );

    [Theory]
    [InlineData(PageOut)]
    [InlineData(Mergeable)]
    public void Its_pages_go_to_swap_or_are_merged(int advice) =>
        CheckUndone(
            (address, page) =>
            {
                _guest.Change(_store, "write", (uint)(page * PageBytes), 0x5e5e5e);
                _ = Advise(address, Bytes, advice);
            }
        );

    [Fact]
    public void The_process_starts_another() =>
        CheckUndone(
            (_, page) =>
            {
                _guest.Change(_store, "write", (uint)(page * PageBytes), 0x5e5e5e);
                if (page % 8 == 0)
                {
                    using Process process = Process.Start("/bin/true");
                    process.WaitForExit();
                }

                _guest.Change(_store, "write", (uint)((page * PageBytes) + 64), 0x5e5e5e);
            }
        );

    /// <summary>The pages of a huge page are all said to be written, also those that nobody wrote.</summary>
    [Fact]
    public void A_huge_page_is_written_as_a_whole()
    {
        const int HugeBytes = 2 << 20;
        byte* reserved = VirtualMemory.TryReserve(2 * HugeBytes);
        byte* huge = (byte*)(((nint)reserved + HugeBytes - 1) & -HugeBytes);
        Assert.True(VirtualMemory.TryOpen(huge, HugeBytes));
        huge[0] = 1;
        bool isHuge = Advise(huge, HugeBytes, Collapse) == 0;
        huge[HugeBytes - 1] = 1;
        ulong[] entries = new ulong[HugeBytes / PageBytes];
        Assert.True(WrittenPages.OfProcess.TryRead(huge, entries));
        VirtualMemory.Free(reserved, 2 * HugeBytes);
        Assert.SkipUnless(isHuge, "This kernel makes no huge pages.");
        Assert.All(entries, entry => Assert.True(WrittenPages.IsWritten(entry)));
    }

    /// <summary>What instances begin with cannot be changed through its file, nor can the file be cut off.</summary>
    [Fact]
    public void Content_cannot_be_changed()
    {
        using MemoryContent content = MemoryContent.TryCreate(Bytes, 0, Secret)!;
        Assert.ThrowsAny<Exception>(() => RandomAccess.Write(content.File, Secret, 1));
        Assert.ThrowsAny<Exception>(() => RandomAccess.SetLength(content.File, 1));
        Assert.Equal(Bytes, RandomAccess.GetLength(content.File));
    }

    private delegate void Write(byte* address, int page);

    /// <summary>Writes to each unwritten page of an instance's memory from outside, and looks at the next instance's.</summary>
    private void CheckUndone(Write write)
    {
        for (int page = 0; page < Bytes / PageBytes; page += 3)
        {
            _guest.Begin(_store);
            Assert.Equal(_guest.Sum, _guest.SumOf(_store));
            write(MemoryGuest.FindMemory(), page);
            Assert.NotEqual(_guest.Sum, _guest.SumOf(_store));
            _guest.Begin(_store);
            Assert.Equal(_guest.Sum, _guest.SumOf(_store));
        }

        Assert.True(_guest.Component.Memories!.Pages.AreKnown);
    }

    /// <summary>The flags of the mapping that begins at an address; <c>nh</c> is one that gets no huge pages.</summary>
    private static string FlagsOf(byte* address) =>
        File.ReadLines("/proc/self/smaps")
            .SkipWhile(line => !line.StartsWith($"{(nint)address:x}-", StringComparison.Ordinal))
            .First(line => line.StartsWith("VmFlags:", StringComparison.Ordinal));

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Advise(byte* address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "mlock")]
    private static partial int Lock(byte* address, nuint length);
}
