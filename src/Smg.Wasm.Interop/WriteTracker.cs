using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Smg.Wasm.Interop;

/// <summary>
/// Has Linux note which pages are written: those of a tracked mapping are protected from writes, the first write of each takes that away,
/// whoever makes it, and no process waits for another. To ask costs a sixth of reading the page table, because no page is looked at, only
/// its protection. Linux 6.7 has it (<c>UFFD_FEATURE_WP_ASYNC</c>); sandboxes may refuse it. Safe to share between threads.
/// </summary>
/// <seealso href="https://docs.kernel.org/admin-guide/mm/userfaultfd.html"/>
/// <seealso href="https://docs.kernel.org/admin-guide/mm/pagemap.html"/>
internal sealed unsafe partial class WriteTracker
{
    private const nint SystemCall = 323;
    private const int CloseOnExec = 0x80000;
    private const int UserModeOnly = 1;
    private const nuint Api = 0xAA;
    private const ulong ProtectsUnpopulated = 1 << 13;
    private const ulong NeedsNobody = 1 << 15;
    private const ulong ModeProtect = 2;
    private const ulong Protected = 1;
    private const nuint ApiRequest = 0xC018AA3F;
    private const nuint RegisterRequest = 0xC020AA00;
    private const nuint ProtectRequest = 0xC018AA06;
    private const nuint ScanRequest = 0xC0606610;
    private const ulong RequiresTracking = 1 << 1;
    private const ulong IsWritten = 1 << 1;

    private readonly SafeFileHandle _tracker;
    private readonly SafeFileHandle _map;

    private WriteTracker(SafeFileHandle tracker, SafeFileHandle map) => (_tracker, _map) = (tracker, map);

    private static nuint PageBytes => (nuint)WrittenPages.PageBytes;

    /// <summary>Tracks a mapping, of which nothing counts as written.</summary>
    /// <returns>False where the system refuses it.</returns>
    public bool TryTrack(byte* address, nuint bytes)
    {
        Registration registration = new()
        {
            Start = (ulong)address,
            Length = bytes,
            Mode = ModeProtect,
        };
        return Control(_tracker, RegisterRequest, &registration) == 0 && TryForget(address, bytes);
    }

    /// <summary>A stretch counts as not written from now on.</summary>
    /// <returns>False where the system refuses it: what was written still counts so.</returns>
    public bool TryForget(byte* address, nuint bytes)
    {
        Protection protection = new()
        {
            Start = (ulong)address,
            Length = bytes,
            Mode = Protected,
        };
        return Control(_tracker, ProtectRequest, &protection) == 0;
    }

    /// <summary>Finds stretches that were written, from the first on.</summary>
    /// <param name="address">Where to begin.</param>
    /// <param name="bytes">How far to look.</param>
    /// <param name="stretches">Receives them, in order.</param>
    /// <param name="looked">Bytes that were looked at: all, unless there are more stretches than have room.</param>
    /// <returns>How many there are; below 0 where the system does not say, or does not track all of it.</returns>
    public int Find(byte* address, nuint bytes, Span<WrittenStretch> stretches, out nuint looked)
    {
        fixed (WrittenStretch* found = stretches)
        {
            Scan scan = new()
            {
                Size = (ulong)sizeof(Scan),
                Flags = RequiresTracking,
                Start = (ulong)address,
                End = (ulong)(address + bytes),
                Found = (ulong)found,
                Room = (ulong)stretches.Length,
                Wanted = IsWritten,
                Returned = IsWritten,
            };
            int count = Control(_map, ScanRequest, &scan);
            looked = count < 0 ? 0 : (nuint)(scan.WalkedTo - (ulong)address);
            return count;
        }
    }

    /// <summary>Makes the tracker of this process.</summary>
    /// <param name="map">The file of the page table; null where nobody may open it.</param>
    /// <returns>Null where the system has none, or says what is not so.</returns>
    public static WriteTracker? TryMake(SafeFileHandle? map)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64 || map is null)
        {
            return null;
        }

        int descriptor = Make(SystemCall, CloseOnExec | UserModeOnly);
        if (descriptor < 0)
        {
            return null;
        }

        SafeFileHandle handle = new(descriptor, ownsHandle: true);
        WriteTracker tracker = new(handle, map);
        Features features = new() { Api = Api, Wanted = NeedsNobody | ProtectsUnpopulated };
        if (Control(handle, ApiRequest, &features) == 0 && tracker.Probe())
        {
            return tracker;
        }

        handle.Dispose();
        return null;
    }

    /// <summary>Reads and writes pages, in the guest's way and in the kernel's, and looks whether that is seen.</summary>
    private bool Probe()
    {
        const int Pages = 4;
        nuint bytes = Pages * PageBytes;
        using SafeFileHandle? file = MemoryFile.TryCreate("smg-wasm-probe", (long)bytes, [1]);
        byte* pages = file is null ? null : VirtualMemory.TryReserve(bytes);
        if (pages == null)
        {
            return false;
        }

        try
        {
            if (!VirtualMemory.TryMapPrivate(pages, file!, bytes) || !TryTrack(pages, bytes) || !FoundAre(pages, bytes, []))
            {
                return false;
            }

            byte first = Volatile.Read(ref pages[0]);
            Volatile.Write(ref pages[PageBytes], first);
            return FoundAre(pages, bytes, [1])
                && RandomAccess.Read(file!, new Span<byte>(pages + (3 * PageBytes), 1), 0) == 1
                && FoundAre(pages, bytes, [1, 3])
                && VirtualMemory.TryDiscard(pages + PageBytes, PageBytes)
                && TryForget(pages + PageBytes, PageBytes)
                && FoundAre(pages, bytes, [3]);
        }
        finally
        {
            VirtualMemory.Free(pages, bytes);
        }
    }

    private bool FoundAre(byte* pages, nuint bytes, ReadOnlySpan<int> expected)
    {
        Span<WrittenStretch> found = stackalloc WrittenStretch[4];
        int count = Find(pages, bytes, found, out nuint looked);
        bool isRight = count == expected.Length && looked == bytes;
        for (int i = 0; i < expected.Length && isRight; i++)
        {
            isRight = found[i].Start == pages + ((nuint)expected[i] * PageBytes) && found[i].Bytes == PageBytes;
        }

        return isRight;
    }

    private static int Control(SafeFileHandle file, nuint request, void* argument) =>
        Control((int)file.DangerousGetHandle(), request, argument);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial int Make(nint number, nint flags);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int file, nuint request, void* argument);

    /// <summary><c>struct uffdio_api</c>.</summary>
    private struct Features
    {
        public ulong Api;
        public ulong Wanted;
        public ulong Requests;
    }

    /// <summary><c>struct uffdio_register</c>.</summary>
    private struct Registration
    {
        public ulong Start;
        public ulong Length;
        public ulong Mode;
        public ulong Requests;
    }

    /// <summary><c>struct uffdio_writeprotect</c>.</summary>
    private struct Protection
    {
        public ulong Start;
        public ulong Length;
        public ulong Mode;
    }

    /// <summary><c>struct pm_scan_arg</c>.</summary>
    private struct Scan
    {
        public ulong Size;
        public ulong Flags;
        public ulong Start;
        public ulong End;
        public ulong WalkedTo;
        public ulong Found;
        public ulong Room;
        public ulong MaxPages;
        public ulong Inverted;
        public ulong Wanted;
        public ulong AnyWanted;
        public ulong Returned;
    }
}
