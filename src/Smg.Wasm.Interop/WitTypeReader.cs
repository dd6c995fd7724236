using System.Text;

namespace Smg.Wasm.Interop;

/// <summary>
/// Reads Wasmtime's description of a type. It is bounded: types that share parts can be far larger than the component that they are in.
/// </summary>
internal sealed unsafe class WitTypeReader
{
    /// <summary>Types that one function's type may consist of; the WIT's largest has 30.</summary>
    private const int MaxTypes = 2000;

    /// <summary>The keywords by the number of <c>wasmtime_component_valtype_kind_t</c>.</summary>
    private static readonly string[] Keywords =
    [
        "bool",
        "s8",
        "s16",
        "s32",
        "s64",
        "u8",
        "u16",
        "u32",
        "u64",
        "f32",
        "f64",
        "char",
        "string",
        "list",
        "record",
        "tuple",
        "variant",
        "enum",
        "option",
        "result",
        "flags",
        "own",
        "borrow",
        "future",
        "stream",
        "error-context",
        "map",
        "fixed-length list",
    ];

    private int _left = MaxTypes;

    private delegate bool Nth(nuint index, byte** name, nuint* length, byte* hasType, ComponentValType* type);

    /// <summary>The type of a function.</summary>
    /// <param name="function">A <c>wasmtime_component_func_type_t</c>.</param>
    public static ComponentFunctionType ReadFunction(nint function)
    {
        WitTypeReader reader = new();
        nuint count = NativeMethods.wasmtime_component_func_type_param_count(function);
        List<WitPart> parameters = [];
        for (nuint i = 0; i < count; i++)
        {
            byte* name;
            nuint length;
            ComponentValType type;
            if (NativeMethods.wasmtime_component_func_type_param_nth(function, i, &name, &length, &type))
            {
                parameters.Add(new WitPart(Text(name, length), reader.Take(&type)));
            }
        }

        ComponentValType result;
        return new ComponentFunctionType(
            parameters,
            NativeMethods.wasmtime_component_func_type_result(function, &result) ? reader.Take(&result) : null
        );
    }

    /// <summary>A name of Wasmtime's.</summary>
    public static string Text(byte* text, nuint length) => Encoding.UTF8.GetString(new ReadOnlySpan<byte>(text, (int)length));

    /// <summary>Reads a type and frees it.</summary>
    private WitType Take(ComponentValType* type)
    {
        try
        {
            return --_left < 0 ? WitType.TooLarge : Read(type->Kind, type->Type);
        }
        finally
        {
            NativeMethods.wasmtime_component_valtype_delete(type);
        }
    }

    private WitType Read(byte kind, nint type)
    {
        string keyword = kind < Keywords.Length ? Keywords[kind] : $"a type of the unknown kind {kind}";
        return new WitType(
            keyword,
            keyword switch
            {
                "list" => ReadList(type),
                "option" => ReadOption(type),
                "result" => ReadResult(type),
                "record" => ReadParts(
                    NativeMethods.wasmtime_component_record_type_field_count(type),
                    (i, name, length, _, field) => NativeMethods.wasmtime_component_record_type_field_nth(type, i, name, length, field)
                ),
                "tuple" => ReadParts(
                    NativeMethods.wasmtime_component_tuple_type_types_count(type),
                    (i, _, _, _, value) => NativeMethods.wasmtime_component_tuple_type_types_nth(type, i, value)
                ),
                "variant" => ReadParts(
                    NativeMethods.wasmtime_component_variant_type_case_count(type),
                    (i, name, length, hasPayload, payload) =>
                        NativeMethods.wasmtime_component_variant_type_case_nth(type, i, name, length, hasPayload, payload)
                ),
                "enum" => ReadNames(
                    NativeMethods.wasmtime_component_enum_type_names_count(type),
                    (i, name, length, _, _) => NativeMethods.wasmtime_component_enum_type_names_nth(type, i, name, length)
                ),
                "flags" => ReadNames(
                    NativeMethods.wasmtime_component_flags_type_names_count(type),
                    (i, name, length, _, _) => NativeMethods.wasmtime_component_flags_type_names_nth(type, i, name, length)
                ),
                _ => [],
            }
        );
    }

    private WitPart[] ReadList(nint type)
    {
        ComponentValType element;
        NativeMethods.wasmtime_component_list_type_element(type, &element);
        return [new WitPart("", Take(&element))];
    }

    private WitPart[] ReadOption(nint type)
    {
        ComponentValType some;
        NativeMethods.wasmtime_component_option_type_ty(type, &some);
        return [new WitPart("", Take(&some))];
    }

    private WitPart[] ReadResult(nint type)
    {
        ComponentValType value;
        WitType? ok = NativeMethods.wasmtime_component_result_type_ok(type, &value) ? Take(&value) : null;
        WitType? error = NativeMethods.wasmtime_component_result_type_err(type, &value) ? Take(&value) : null;
        return (ok, error) switch
        {
            (null, null) => [],
            (_, null) => [new WitPart("", ok)],
            _ => [new WitPart("", ok), new WitPart("", error)],
        };
    }

    private List<WitPart> ReadNames(nuint count, Nth nth) =>
        ReadParts(
            count,
            (i, name, length, hasType, type) =>
            {
                *hasType = 0;
                return nth(i, name, length, hasType, type);
            }
        );

    /// <summary>Reads the parts of a type, each with its name and its type where it has them.</summary>
    private List<WitPart> ReadParts(nuint count, Nth nth)
    {
        List<WitPart> parts = [];
        for (nuint i = 0; i < count && _left > 0; i++)
        {
            byte* name = null;
            nuint length = 0;
            byte hasType = 1;
            ComponentValType type;
            if (nth(i, &name, &length, &hasType, &type))
            {
                _left -= hasType == 0 ? 1 : 0;
                parts.Add(new WitPart(Text(name, length), hasType == 0 ? null : Take(&type)));
            }
        }

        return parts;
    }
}
