using System.Runtime.InteropServices;
using System.Text;

namespace Smg.Wasm.Interop;

/// <summary>A compiled component. Wasmtime keeps its engine alive. Safe to share between threads.</summary>
public sealed class ComponentHandle : NativeHandle
{
    private ComponentHandle(nint value, EngineHandle engine)
        : base(value)
    {
        Engine = engine;
        Memories = engine.MakeMemorySlots();
    }

    /// <summary>The engine that it was compiled for.</summary>
    public EngineHandle Engine { get; }

    /// <summary>The content that it was given.</summary>
    public MemoryContent? Content => Memories?.Content;

    /// <summary>The places of its instances' memories; null where the engine's allocator makes them.</summary>
    internal MemorySlots? Memories { get; }

    /// <summary>Compiles a component.</summary>
    /// <returns>Null, with <paramref name="error"/> set, when Wasmtime refuses the bytes.</returns>
    public static unsafe ComponentHandle? Compile(EngineHandle engine, ReadOnlySpan<byte> wasm, out NativeError? error)
    {
        nint component = 0;
        fixed (byte* bytes = wasm)
        {
            error = NativeError.Take(NativeMethods.wasmtime_component_new(engine, bytes, (nuint)wasm.Length, &component));
        }

        return error is null ? new ComponentHandle(component, engine) : null;
    }

    /// <summary>Turns the text format into the binary format.</summary>
    /// <returns>Null, with <paramref name="error"/> set, when the text is malformed.</returns>
    public static unsafe byte[]? ParseText(string wat, out NativeError? error)
    {
        byte[] text = Encoding.UTF8.GetBytes(wat);
        ByteVec wasm = default;
        fixed (byte* bytes = text)
        {
            error = NativeError.Take(NativeMethods.wasmtime_wat2wasm(bytes, (nuint)text.Length, &wasm));
        }

        return error is null ? wasm.TakeBytes() : null;
    }

    /// <summary>Loads native code that <see cref="Serialize"/> wrote. The bytes must be trusted: their code runs as it is.</summary>
    /// <returns>Null, with <paramref name="error"/> set, when Wasmtime refuses the bytes.</returns>
    public static unsafe ComponentHandle? Deserialize(EngineHandle engine, ReadOnlySpan<byte> code, out NativeError? error)
    {
        NativeHeap.Prepare(code.Length);
        nint component = 0;
        fixed (byte* bytes = code)
        {
            error = NativeError.Take(NativeMethods.wasmtime_component_deserialize(engine, bytes, (nuint)code.Length, &component));
        }

        return error is null ? new ComponentHandle(component, engine) : null;
    }

    /// <summary>The same of a file, which is mapped: its pages are shared by all that map it. It must not change while it is.</summary>
    internal static unsafe ComponentHandle? DeserializeFile(EngineHandle engine, string path, out NativeError? error)
    {
        NativeHeap.Prepare(int.MaxValue);
        nint component = 0;
        error = NativeError.Take(NativeMethods.wasmtime_component_deserialize_file(engine, path, &component));
        return error is null ? new ComponentHandle(component, engine) : null;
    }

    /// <summary>
    /// Gives it what the one memory of that size holds in the beginning, once, before it is instantiated. Its engine was made with
    /// <see cref="EngineSettings.MaxKeptBytes"/>.
    /// </summary>
    public void BeginWith(MemoryContent content)
    {
        if (Memories is not { Content: null } memories)
        {
            throw new InvalidOperationException("The component has content, or its engine makes memories itself.");
        }

        memories.Content = content;
    }

    /// <summary>The compiled code, for <see cref="Deserialize"/>.</summary>
    public unsafe byte[] Serialize()
    {
        ByteVec bytes = default;
        NativeError.ThrowIfFailed(NativeMethods.wasmtime_component_serialize(this, &bytes));
        return bytes.TakeBytes();
    }

    /// <summary>Finds a function that the component exports.</summary>
    /// <param name="instance">The exported instance that holds it; null for the root.</param>
    /// <param name="name">The function's name.</param>
    /// <returns>Null when nothing has that name.</returns>
    public ExportIndexHandle? FindExport(string? instance, string name)
    {
        if (instance is null)
        {
            return FindExport(parent: 0, name);
        }

        using ExportIndexHandle? parent = FindExport(parent: 0, instance);
        return parent is null ? null : FindExport(parent.DangerousGetHandle(), name);
    }

    /// <summary>The names of what the component imports, in order.</summary>
    public unsafe IReadOnlyList<string> ImportNames()
    {
        nint type = NativeMethods.wasmtime_component_type(this);
        try
        {
            nuint count = NativeMethods.wasmtime_component_type_import_count(type, Engine);
            List<string> names = new((int)count);
            for (nuint i = 0; i < count; i++)
            {
                byte* name;
                nuint length;
                nint item;
                if (NativeMethods.wasmtime_component_type_import_nth(type, Engine, i, &name, &length, &item))
                {
                    names.Add(Encoding.UTF8.GetString(name, (int)length));
                    NativeMethods.wasmtime_component_extern_delete(item);
                }
            }

            return names;
        }
        finally
        {
            NativeMethods.wasmtime_component_type_delete(type);
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.wasmtime_component_delete(handle);
        Memories?.Dispose();
        return true;
    }

    private unsafe ExportIndexHandle? FindExport(nint parent, string name)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        fixed (byte* bytes = &MemoryMarshal.GetArrayDataReference(text))
        {
            nint index = NativeMethods.wasmtime_component_get_export_index(this, parent, bytes, (nuint)text.Length);
            return index == 0 ? null : new ExportIndexHandle(index);
        }
    }
}
