namespace Smg.Wasm.Interop.Wasi;

/// <summary>Makes values for results. What they point to is native memory that Wasmtime frees.</summary>
internal static unsafe class WasiValue
{
    public static ComponentVal Bool(bool value) => new() { Kind = ComponentValKind.Bool, U8 = value ? (byte)1 : (byte)0 };

    public static ComponentVal U32(uint value) => new() { Kind = ComponentValKind.U32, U32 = value };

    public static ComponentVal U64(ulong value) => new() { Kind = ComponentValKind.U64, U64 = value };

    public static ComponentVal Text(ReadOnlySpan<byte> utf8) => new() { Kind = ComponentValKind.String, Name = Name(utf8) };

    public static ComponentVal Enum(ReadOnlySpan<byte> name) => new() { Kind = ComponentValKind.Enum, Name = Name(name) };

    public static ComponentVal None => new() { Kind = ComponentValKind.Option };

    public static ComponentVal Ok() => new() { Kind = ComponentValKind.Result, IsOk = 1 };

    public static ComponentVal Ok(ComponentVal value) =>
        new()
        {
            Kind = ComponentValKind.Result,
            IsOk = 1,
            Held = Box(value),
        };

    public static ComponentVal Error(ComponentVal value) => new() { Kind = ComponentValKind.Result, Held = Box(value) };

    /// <summary>A case without a payload.</summary>
    public static ComponentVal Case(ReadOnlySpan<byte> name) => new() { Kind = ComponentValKind.Variant, Name = Name(name) };

    /// <summary>A list whose items are all <c>false</c>: they are to be set through its <c>Items</c>.</summary>
    public static ComponentVal List(int count)
    {
        ComponentValList list;
        NativeMethods.wasmtime_component_vallist_new_uninit(&list, (nuint)count);
        return new ComponentVal
        {
            Kind = ComponentValKind.List,
            Count = list.Size,
            Items = list.Data,
        };
    }

    public static ComponentVal Bytes(ReadOnlySpan<byte> bytes)
    {
        ComponentVal list = List(bytes.Length);
        for (int i = 0; i < bytes.Length; i++)
        {
            list.Items[i] = new ComponentVal { Kind = ComponentValKind.U8, U8 = bytes[i] };
        }

        return list;
    }

    public static ComponentVal Pair(ComponentVal first, ComponentVal second)
    {
        ComponentValList tuple;
        NativeMethods.wasmtime_component_valtuple_new_uninit(&tuple, 2);
        tuple.Data[0] = first;
        tuple.Data[1] = second;
        return new ComponentVal
        {
            Kind = ComponentValKind.Tuple,
            Count = tuple.Size,
            Items = tuple.Data,
        };
    }

    /// <summary>A record of two fields.</summary>
    public static ComponentVal Record(ReadOnlySpan<byte> firstName, ComponentVal first, ReadOnlySpan<byte> secondName, ComponentVal second)
    {
        ComponentRecord record;
        NativeMethods.wasmtime_component_valrecord_new_uninit(&record, 2);
        record.Data[0] = new ComponentRecordEntry { Name = Name(firstName), Value = first };
        record.Data[1] = new ComponentRecordEntry { Name = Name(secondName), Value = second };
        return new ComponentVal
        {
            Kind = ComponentValKind.Record,
            Count = record.Size,
            Fields = record.Data,
        };
    }

    private static ComponentVal* Box(ComponentVal value) => NativeMethods.wasmtime_component_val_new(&value);

    private static ByteVec Name(ReadOnlySpan<byte> utf8)
    {
        ByteVec vec;
        fixed (byte* bytes = utf8)
        {
            byte empty;
            NativeMethods.wasm_byte_vec_new(&vec, (nuint)utf8.Length, utf8.IsEmpty ? &empty : bytes);
        }

        return vec;
    }
}
