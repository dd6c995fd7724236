using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Smg.Wasm.Interop.Native;

namespace Smg.Wasm.Interop;

/// <summary>
/// The monotonic clock of WASI without its alarms. Wasmtime waits for an alarm in native code, where no epoch reaches it:
/// a guest that sleeps there would hold its worker past every limit. An alarm is an error of the guest instead.
/// </summary>
internal static unsafe class WasiClock
{
    /// <summary>The name under which the supported version of Wasmtime offers the clock.</summary>
    private static ReadOnlySpan<byte> Interface => "wasi:clocks/monotonic-clock@0.2.12"u8;

    /// <summary>Puts this clock in the place of the linker's own.</summary>
    public static void Replace(ComponentLinkerHandle linker)
    {
        NativeMethods.wasmtime_component_linker_allow_shadowing(linker, true);
        nint root = NativeMethods.wasmtime_component_linker_root(linker);
        try
        {
            nint clock = 0;
            fixed (byte* name = Interface)
            {
                NativeError.ThrowIfFailed(NativeMethods.wasmtime_component_linker_instance_add_instance(root, name, (nuint)Interface.Length, &clock));
            }

            try
            {
                Add(clock, "now"u8, &Now);
                Add(clock, "resolution"u8, &Resolution);
                Add(clock, "subscribe-instant"u8, &Subscribe);
                Add(clock, "subscribe-duration"u8, &Subscribe);
            }
            finally
            {
                NativeMethods.wasmtime_component_linker_instance_delete(clock);
            }
        }
        finally
        {
            NativeMethods.wasmtime_component_linker_instance_delete(root);
            NativeMethods.wasmtime_component_linker_allow_shadowing(linker, false);
        }
    }

    private static void Add(
        nint instance, ReadOnlySpan<byte> name, delegate* unmanaged[Cdecl]<void*, nint, nint, ComponentVal*, nuint, ComponentVal*, nuint, nint> callback)
    {
        fixed (byte* text = name)
        {
            NativeError.ThrowIfFailed(NativeMethods.wasmtime_component_linker_instance_add_func(instance, text, (nuint)name.Length, callback, null, null));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Now(void* data, nint context, nint type, ComponentVal* args, nuint argCount, ComponentVal* results, nuint resultCount)
        => Give(results, resultCount, (ulong)Stopwatch.GetElapsedTime(0).Ticks * 100);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Resolution(void* data, nint context, nint type, ComponentVal* args, nuint argCount, ComponentVal* results, nuint resultCount)
        => Give(results, resultCount, 100);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Subscribe(void* data, nint context, nint type, ComponentVal* args, nuint argCount, ComponentVal* results, nuint resultCount)
        => Refuse("a guest may not wait for a clock\0"u8);

    private static nint Give(ComponentVal* results, nuint count, ulong value)
    {
        if (count != 1)
        {
            return Refuse("a clock's function has one result\0"u8);
        }

        results->Kind = ComponentValKind.U64;
        results->U64 = value;
        return 0;
    }

    private static nint Refuse(ReadOnlySpan<byte> message)
    {
        fixed (byte* text = message)
        {
            return NativeMethods.wasmtime_error_new(text);
        }
    }
}
