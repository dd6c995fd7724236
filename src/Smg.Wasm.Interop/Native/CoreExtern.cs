using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary><c>wasmtime_instance_t</c>: opaque here, 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct CoreInstanceRef
{
    public ulong StoreId;
}

/// <summary><c>wasmtime_func_t</c>: opaque here, 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct CoreFunc
{
    public ulong StoreId;
}

/// <summary><c>wasmtime_memory_t</c>: opaque here, 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 24)]
internal struct CoreMemory
{
    public ulong StoreId;
}

/// <summary><c>wasmtime_global_t</c>: opaque here, 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 24)]
internal struct CoreGlobal
{
    public ulong StoreId;
}

/// <summary><c>wasmtime_val_t</c>, as far as an <c>i32</c> needs it; larger than the native one, which grows with versions.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct CoreTypedValue
{
    /// <summary><c>WASMTIME_I32</c>.</summary>
    public const byte I32Kind = 0;

    /// <summary><c>WASMTIME_F32</c>.</summary>
    public const byte F32Kind = 2;

    [FieldOffset(0)]
    public byte Kind;

    [FieldOffset(8)]
    public int I32;

    /// <summary>The bits of a number; of one with 32 bits the lower half counts.</summary>
    [FieldOffset(8)]
    public ulong Bits;
}

/// <summary><c>wasmtime_extern_t</c>, as far as functions, globals and memories need it. Neither owns anything.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct CoreExtern
{
    /// <summary><c>WASMTIME_EXTERN_FUNC</c>.</summary>
    public const byte FuncKind = 0;

    /// <summary><c>WASMTIME_EXTERN_GLOBAL</c>.</summary>
    public const byte GlobalKind = 1;

    /// <summary><c>WASMTIME_EXTERN_MEMORY</c>.</summary>
    public const byte MemoryKind = 3;

    [FieldOffset(0)]
    public byte Kind;

    [FieldOffset(8)]
    public CoreFunc Func;

    [FieldOffset(8)]
    public CoreGlobal Global;

    [FieldOffset(8)]
    public CoreMemory Memory;
}

/// <summary><c>wasmtime_val_raw_t</c>, as far as integers need it: 16 bytes, little-endian.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct CoreValue
{
    public ulong Bits;
}
