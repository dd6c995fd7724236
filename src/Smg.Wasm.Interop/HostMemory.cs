using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Smg.Wasm.Interop;

/// <summary>
/// Memories that the host makes for the instances of an engine, instead of the engine's allocator. Wasmtime asks for them on the thread
/// that instantiates, or that calls where the instance gets a heap for collected objects, and frees them on the thread that deletes the
/// store.
/// </summary>
internal static unsafe class HostMemory
{
    /// <summary>The places of the component that this thread instantiates or calls.</summary>
    [ThreadStatic]
    internal static MemorySlots? Slots;

    /// <summary>Where the memories that this thread's instance gets are listed; null for nowhere.</summary>
    [ThreadStatic]
    internal static List<MemorySlot>? Made;

    /// <summary>Lets an engine that is made with the configuration ask the host for memories.</summary>
    public static void AddTo(nint config)
    {
        MemoryCreator creator = new() { NewMemory = &OnNewMemory };
        NativeMethods.wasmtime_config_host_memory_creator_set(config, &creator);

        // An image to map is for memories that Wasmtime maps itself: beside a creator it ends the process where a module has one.
        NativeMethods.wasmtime_config_memory_init_cow_set(config, false);
    }

    /// <summary>The marks of the memory that an instance has already, where a memory of marks is to be made.</summary>
    private static WriteMarks? TryMark(MemorySlots slots, in MemoryReservation size)
    {
        // Before its own memories, an instance may get a heap for collected objects.
        return Made is { } made && slots.MarksAt is > 0 and var behind && behind <= made.Count && slots.HasContent(made[^behind])
            ? made[^behind].TryMark(size)
            : null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint OnNewMemory(nint env, nint type, nuint minimum, nuint maximum, nuint reserved, nuint guard, LinearMemory* result)
    {
        try
        {
            MemorySlots slots = Slots ?? throw new InvalidOperationException("this thread runs no component");
            MemoryReservation size = new(Math.Max(minimum, reserved), guard);
            if (minimum == WriteMarks.Blocks && maximum == WriteMarks.Blocks && TryMark(slots, size) is { } marks)
            {
                *result = marks.Memory;
                return 0;
            }

            MemorySlot slot = slots.Take(minimum, size);
            Made?.Add(slot);
            *result = slot.Memory;
            return 0;
        }
        catch (Exception e) when (e is OutOfMemoryException or InvalidOperationException)
        {
            fixed (byte* message = Encoding.UTF8.GetBytes($"no memory can be made: {e.Message}\0"))
            {
                return NativeMethods.wasmtime_error_new(message);
            }
        }
    }
}
