using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>
/// A signal stack that is large enough for Wasmtime, installed on a thread before it runs wasm for the first time.
/// Without it Wasmtime replaces the small stack that .NET installed by one of its own; when the thread ends .NET unmaps the stack that it
/// finds, then Wasmtime unmaps it again, and whatever another thread had mapped there meanwhile is gone.
/// </summary>
public sealed partial class SignalStackScope : IDisposable
{
    /// <summary>What Wasmtime asks for at least: 256 KiB.</summary>
    private const int StackBytes = 512 << 10;

    private const int GuardBytes = 64 << 10;
    private const int ProtNone = 0;
    private const int ProtReadWrite = 3;
    private const int MapPrivateAnonymous = 0x22;

    [ThreadStatic]
    private static bool _installed;

    private readonly nint _memory;
    private readonly StackDescription _previous;

    private SignalStackScope(nint memory, StackDescription previous)
    {
        _memory = memory;
        _previous = previous;
    }

    /// <summary>Installs a stack on this thread, to be disposed on this thread before it ends.</summary>
    /// <returns>Null where the thread has one already, or where Wasmtime needs none.</returns>
    public static SignalStackScope? Install()
    {
        if (_installed || !OperatingSystem.IsLinux())
        {
            return null;
        }

        nint memory = Map(0, GuardBytes + StackBytes, ProtNone, MapPrivateAnonymous, -1, 0);
        if (memory == -1 || Protect(memory + GuardBytes, StackBytes, ProtReadWrite) != 0)
        {
            throw new InvalidOperationException($"A signal stack cannot be mapped: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }

        StackDescription wanted = new() { Address = memory + GuardBytes, Size = StackBytes };
        if (SetSignalStack(in wanted, out StackDescription previous) != 0)
        {
            throw new InvalidOperationException($"A signal stack cannot be installed: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }

        _installed = true;
        return new SignalStackScope(memory, previous);
    }

    /// <summary>
    /// Installs a stack on a thread that belongs to somebody else. It stays until the thread ends; .NET then unmaps it in the place of its own.
    /// </summary>
    public static void EnsureInstalled()
    {
        if (!_installed)
        {
            _ = Install();
        }
    }

    /// <summary>Puts the stack back that was there before.</summary>
    public void Dispose()
    {
        if (_installed)
        {
            _ = SetSignalStack(in _previous, out _);
            _ = Unmap(_memory, GuardBytes + StackBytes);
            _installed = false;
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "sigaltstack", SetLastError = true)]
    private static partial int SetSignalStack(in StackDescription wanted, out StackDescription previous);

    /// <summary><c>stack_t</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct StackDescription
    {
        public nint Address;
        public int Flags;
        public nuint Size;
    }
}
