using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary><c>wasmtime_component_valkind_t</c>.</summary>
internal enum ComponentValKind : byte
{
    Bool = 0,
    U8 = 2,
    U16 = 4,
    U32 = 6,
    U64 = 8,
    String = 12,
    List = 13,
    Record = 14,
    Tuple = 15,
    Variant = 16,
    Enum = 17,
    Option = 18,
    Result = 19,
    Resource = 21,
}

/// <summary><c>wasmtime_component_val_t</c>: 32 bytes, the kind first, the value from offset 8.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal unsafe struct ComponentVal
{
    [FieldOffset(0)]
    public ComponentValKind Kind;

    [FieldOffset(8)]
    public byte U8;

    [FieldOffset(8)]
    public ushort U16;

    [FieldOffset(8)]
    public uint U32;

    [FieldOffset(8)]
    public ulong U64;

    /// <summary>A string's bytes, an enum's case or a variant's case.</summary>
    [FieldOffset(8)]
    public ByteVec Name;

    /// <summary>How many items a list or a tuple has, or fields a record.</summary>
    [FieldOffset(8)]
    public nuint Count;

    [FieldOffset(16)]
    public ComponentVal* Items;

    [FieldOffset(16)]
    public ComponentRecordEntry* Fields;

    /// <summary>The payload of a variant's case; null where it has none.</summary>
    [FieldOffset(24)]
    public ComponentVal* Payload;

    /// <summary>The value of an option; null for none.</summary>
    [FieldOffset(8)]
    public ComponentVal* Some;

    /// <summary>Whether a result is the good one: 0 or 1.</summary>
    [FieldOffset(8)]
    public byte IsOk;

    /// <summary>What a result holds; null where it holds nothing.</summary>
    [FieldOffset(16)]
    public ComponentVal* Held;

    /// <summary><c>wasmtime_component_resource_any_t</c>.</summary>
    [FieldOffset(8)]
    public nint Resource;
}

/// <summary><c>wasmtime_component_valrecord_entry_t</c>: 48 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ComponentRecordEntry
{
    public ByteVec Name;
    public ComponentVal Value;
}
