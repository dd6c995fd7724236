namespace Smg.Wasm.Interop;

/// <summary>
/// A compiled core module that imports nothing, ready to be instantiated. Wasmtime keeps its engine alive. Safe to share between threads.
/// </summary>
public sealed class CoreModuleHandle : NativeHandle
{
    private readonly nint _module;

    private CoreModuleHandle(nint ready, nint module, EngineHandle engine)
        : base(ready)
    {
        _module = module;
        Memories = engine.MakeMemorySlots();
    }

    /// <summary>The places of its instances' memories; null where the engine's allocator makes them.</summary>
    internal MemorySlots? Memories { get; }

    /// <summary>Under which names it exports them.</summary>
    internal ExportedMemories Exported { get; } = new();

    /// <summary>Whether its code marks what it writes in the memory whose content is known: <see cref="WriteMarks"/>.</summary>
    public bool IsMarked => Memories?.MarksAt is not null;

    /// <summary>Compiles a module.</summary>
    /// <returns>Null, with <paramref name="error"/> set, when Wasmtime refuses the bytes, or the module imports something.</returns>
    public static unsafe CoreModuleHandle? Compile(EngineHandle engine, ReadOnlySpan<byte> wasm, out NativeError? error)
    {
        nint module = 0;
        fixed (byte* bytes = wasm)
        {
            error = NativeError.Take(NativeMethods.wasmtime_module_new(engine, bytes, (nuint)wasm.Length, &module));
        }

        return error is null ? TryReady(module, engine, out error) : null;
    }

    /// <summary>Loads native code that <see cref="Serialize"/> wrote. The bytes must be trusted: their code runs as it is.</summary>
    /// <returns>Null, with <paramref name="error"/> set, when Wasmtime refuses the bytes.</returns>
    public static unsafe CoreModuleHandle? Deserialize(EngineHandle engine, ReadOnlySpan<byte> code, out NativeError? error)
    {
        NativeHeap.Prepare(code.Length);
        nint module = 0;
        fixed (byte* bytes = code)
        {
            error = NativeError.Take(NativeMethods.wasmtime_module_deserialize(engine, bytes, (nuint)code.Length, &module));
        }

        return error is null ? TryReady(module, engine, out error) : null;
    }

    /// <summary>The same of a file, which is mapped: its pages are shared by all that map it. It must not change while it is.</summary>
    internal static unsafe CoreModuleHandle? DeserializeFile(EngineHandle engine, string path, out NativeError? error)
    {
        NativeHeap.Prepare(int.MaxValue);
        nint module = 0;
        error = NativeError.Take(NativeMethods.wasmtime_module_deserialize_file(engine, path, &module));
        return error is null ? TryReady(module, engine, out error) : null;
    }

    /// <summary>Gives it what the one memory of that size holds in the beginning, as <see cref="ComponentHandle.BeginWith"/>.</summary>
    /// <param name="content">What it holds.</param>
    /// <param name="marks">
    /// How many memories behind that one the memory is in which the module's code marks what it writes there; null where it does not.
    /// </param>
    public void BeginWith(MemoryContent content, int? marks = null)
    {
        if (Memories is not { Content: null } memories)
        {
            throw new InvalidOperationException("The module has content, or its engine makes memories itself.");
        }

        memories.Content = content;
        memories.MarksAt = marks;
    }

    /// <summary>The compiled code, for <see cref="Deserialize"/>.</summary>
    public unsafe byte[] Serialize()
    {
        bool isHeld = false;
        DangerousAddRef(ref isHeld);
        try
        {
            ByteVec bytes = default;
            NativeError.ThrowIfFailed(NativeMethods.wasmtime_module_serialize(_module, &bytes));
            return bytes.TakeBytes();
        }
        finally
        {
            DangerousRelease();
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.wasmtime_instance_pre_delete(handle);
        NativeMethods.wasmtime_module_delete(_module);
        Memories?.Dispose();
        return true;
    }

    private static unsafe CoreModuleHandle? TryReady(nint module, EngineHandle engine, out NativeError? error)
    {
        nint ready = 0;
        nint linker = NativeMethods.wasmtime_linker_new(engine);
        error = NativeError.Take(NativeMethods.wasmtime_linker_instantiate_pre(linker, module, &ready));
        NativeMethods.wasmtime_linker_delete(linker);
        if (error is null)
        {
            return new CoreModuleHandle(ready, module, engine);
        }

        NativeMethods.wasmtime_module_delete(module);
        return null;
    }
}
