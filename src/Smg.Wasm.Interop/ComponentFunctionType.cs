using System.Text;
using Smg.Wasm.Interop.Native;

namespace Smg.Wasm.Interop;

/// <summary>The type of a function that a component imports or exports, and how it differs from another. Used by one thread at a time.</summary>
public sealed unsafe class ComponentFunctionType : IDisposable
{
    private ComponentItem _item;

    private ComponentFunctionType(ComponentItem item) => _item = item;

    /// <summary>The type of a function that the component imports.</summary>
    /// <returns>Null when it imports no function of that name.</returns>
    public static ComponentFunctionType? OfImport(EngineHandle engine, ComponentHandle component, string name)
    {
        nint type = NativeMethods.wasmtime_component_type(component);
        try
        {
            return Take(ComponentItem.OfImport(type, engine, name));
        }
        finally
        {
            NativeMethods.wasmtime_component_type_delete(type);
        }
    }

    /// <summary>The type of a function of an instance that the component exports.</summary>
    /// <returns>Null when it exports no such instance, or the instance no function of that name.</returns>
    public static ComponentFunctionType? OfExport(EngineHandle engine, ComponentHandle component, string instance, string name)
    {
        nint type = NativeMethods.wasmtime_component_type(component);
        try
        {
            using ComponentItem parent = ComponentItem.OfExport(type, engine, instance);
            return Take(parent.OfInstance(engine, name));
        }
        finally
        {
            NativeMethods.wasmtime_component_type_delete(type);
        }
    }

    /// <summary>
    /// What is different here from the type that is expected; null when nothing is. Value types are compared by their structure, their fields' and cases' names
    /// included; the names of the parameters are not, for no caller sees them.
    /// </summary>
    public string? FindDifference(ComponentFunctionType expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        nuint count = NativeMethods.wasmtime_component_func_type_param_count(_item.Type);
        nuint expectedCount = NativeMethods.wasmtime_component_func_type_param_count(expected._item.Type);
        if (count != expectedCount)
        {
            return $"it has {count} parameters where {expectedCount} are expected";
        }

        for (nuint i = 0; i < count; i++)
        {
            if (!ParametersEqual(expected, i, out string name))
            {
                return $"its parameter {i + 1}, '{name}', has another type";
            }
        }

        return ResultsEqual(expected) ? null : "its result has another type";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _item.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what is left when the owner forgot to.</summary>
    ~ComponentFunctionType() => _item.Dispose();

    private static ComponentFunctionType? Take(ComponentItem item)
    {
        if (item.Kind == ComponentItemKind.Function)
        {
            return new ComponentFunctionType(item);
        }

        item.Dispose();
        return null;
    }

    private bool ParametersEqual(ComponentFunctionType expected, nuint index, out string name)
    {
        byte* text;
        nuint length;
        byte* expectedText;
        nuint expectedLength;
        ComponentValType own;
        ComponentValType other;
        bool has = NativeMethods.wasmtime_component_func_type_param_nth(_item.Type, index, &text, &length, &own);
        bool otherHas = NativeMethods.wasmtime_component_func_type_param_nth(expected._item.Type, index, &expectedText, &expectedLength, &other);
        name = has ? Encoding.UTF8.GetString(text, (int)length) : "";
        return AreEqual(has, &own, otherHas, &other);
    }

    private bool ResultsEqual(ComponentFunctionType expected)
    {
        ComponentValType own;
        ComponentValType other;
        bool has = NativeMethods.wasmtime_component_func_type_result(_item.Type, &own);
        bool otherHas = NativeMethods.wasmtime_component_func_type_result(expected._item.Type, &other);
        return AreEqual(has, &own, otherHas, &other);
    }

    /// <summary>Compares two types, either of which may be absent, and frees them.</summary>
    private static bool AreEqual(bool has, ComponentValType* own, bool otherHas, ComponentValType* other)
    {
        bool equal = has && otherHas ? NativeMethods.wasmtime_component_valtype_equal(own, other) : has == otherHas;
        if (has)
        {
            NativeMethods.wasmtime_component_valtype_delete(own);
        }

        if (otherHas)
        {
            NativeMethods.wasmtime_component_valtype_delete(other);
        }

        return equal;
    }
}
