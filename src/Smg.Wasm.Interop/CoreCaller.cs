using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>
/// The instance of a core module in a store: its functions are called with bare numbers, and its memories are read and written where they
/// are. As <see cref="GuestStore"/>, used by one thread at a time.
/// </summary>
public sealed unsafe class CoreCaller
{
    /// <summary>Arguments of a function, at most.</summary>
    public const int MaxArguments = 8;

    private static readonly CoreExport Marked = new(WriteMarks.MarkedExport);
    private static readonly CoreExport Marks = new(WriteMarks.MarksExport);

    private readonly List<MemorySlot> _made = [];
    private nint _context;
    private MemorySlots? _memories;
    private ExportedMemories? _exported;
    private CoreInstanceRef _instance;

    /// <summary>Whether there is an instance.</summary>
    public bool IsOpen => _context != 0;

    /// <summary>Calls an exported function that takes integers and gives at most one.</summary>
    /// <param name="function">The function.</param>
    /// <param name="arguments">
    /// Its arguments, as many and as wide as its type has: nobody checks that. A <c>i32</c> takes the lower half of its place.
    /// </param>
    /// <param name="result">Its result; of a <c>i32</c> the lower half counts.</param>
    /// <returns>Null when it succeeded.</returns>
    /// <exception cref="InvalidOperationException">The module exports no such function, or no instance is open.</exception>
    public NativeError? Call(CoreExport function, ReadOnlySpan<ulong> arguments, out ulong result)
    {
        CoreExtern item = Find(function, CoreExtern.FuncKind);
        return Call(&item.Func, arguments, out result);
    }

    private NativeError? Call(CoreFunc* function, ReadOnlySpan<ulong> arguments, out ulong result)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(arguments.Length, MaxArguments);
        CoreValue* values = stackalloc CoreValue[MaxArguments];
        for (int i = 0; i < arguments.Length; i++)
        {
            values[i].Bits = arguments[i];
        }

        if (arguments.IsEmpty)
        {
            values[0].Bits = 0;
        }

        nint trap = 0;
        (HostMemory.Slots, HostMemory.Made) = (_memories, _made);
        nint error = NativeMethods.wasmtime_func_call_unchecked(_context, function, values, (nuint)Math.Max(arguments.Length, 1), &trap);
        (HostMemory.Slots, HostMemory.Made) = (null, null);
        result = values[0].Bits;
        return NativeError.Take(error) ?? NativeError.TakeTrap(trap);
    }

    /// <summary>A part of an exported memory, to be written at once. Valid until the next call of a function.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="address">Where the part begins.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <exception cref="InvalidDataException">It is not within the memory, or larger than a span.</exception>
    /// <exception cref="InvalidOperationException">The module exports no such memory, or no instance is open.</exception>
    public Span<byte> Place(CoreExport memory, ulong address, ulong length)
    {
        MemorySlot? slot = FindMade(memory, out MemoryView view);
        ReadOnlySpan<byte> part = view.Slice(address, length);
        slot?.NoteWrite((nuint)address, (nuint)length);
        return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(part), part.Length);
    }

    /// <summary>
    /// An exported memory, as large as it is now. Valid until the next call of a function, which may move it, or until the store is
    /// closed.
    /// </summary>
    /// <exception cref="InvalidOperationException">The module exports no such memory, or no instance is open.</exception>
    public MemoryView Memory(CoreExport memory)
    {
        _ = FindMade(memory, out MemoryView view);
        return view;
    }

    /// <summary>Whether an exported global, an <c>i32</c>, is another number than 0. Also after a call that trapped.</summary>
    /// <returns>False where the module exports no such global.</returns>
    /// <exception cref="InvalidOperationException">No instance is open.</exception>
    public bool IsSet(CoreExport global)
    {
        return TryFind(global, CoreExtern.GlobalKind, out CoreExtern item) && Read(item) is { Kind: CoreTypedValue.I32Kind, I32: not 0 };
    }

    /// <summary>The bits of an exported global, which is a number; the upper half of one with 32 bits is 0.</summary>
    /// <exception cref="InvalidOperationException">The module exports no such global, or no instance is open.</exception>
    public ulong ReadNumber(CoreExport global)
    {
        CoreTypedValue value = Read(Find(global, CoreExtern.GlobalKind));
        return value.Kind is CoreTypedValue.I32Kind or CoreTypedValue.F32Kind ? (uint)value.Bits : value.Bits;
    }

    /// <summary>
    /// Makes the instance as new: a function of its module sets its globals, and the host undoes what was written in its memories. For
    /// modules that can change nothing else.
    /// </summary>
    /// <param name="function">The function; it takes and gives nothing.</param>
    /// <returns>
    /// False where the module has no such function, the engine makes the memories, one of them has grown, or the function fails: the
    /// instance must not be called again.
    /// </returns>
    public bool TryReset(CoreExport function)
    {
        if (_memories is null || !TryFind(function, CoreExtern.FuncKind, out CoreExtern item) || Call(&item.Func, [], out _) is not null)
        {
            return false;
        }

        foreach (MemorySlot memory in _made)
        {
            if (!memory.TryResetInPlace())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Instantiates a module in a store.</summary>
    /// <returns>Null when it succeeded.</returns>
    internal NativeError? Open(nint context, CoreModuleHandle module)
    {
        CoreInstanceRef instance;
        nint trap = 0;
        _made.Clear();
        (HostMemory.Slots, HostMemory.Made) = (module.Memories, _made);
        nint error = NativeMethods.wasmtime_instance_pre_instantiate(module, context, &instance, &trap);
        (HostMemory.Slots, HostMemory.Made) = (null, null);
        if ((NativeError.Take(error) ?? NativeError.TakeTrap(trap)) is { } failure)
        {
            return failure;
        }

        (_context, _memories, _exported, _instance) = (context, module.Memories, module.Exported, instance);
        if (_memories?.MarksAt is not null)
        {
            TrustMarks();
        }

        return null;
    }

    /// <summary>Whether the memory of marks is where it should be is seen by what the module exports.</summary>
    private void TrustMarks()
    {
        if (FindMade(Marked, out _) is not { } marked)
        {
            return;
        }

        if (_exported!.AreMarksRight(_made.Count))
        {
            marked.TrustMarks();
            return;
        }

        CoreExtern marks = Find(Marks, CoreExtern.MemoryKind);
        if (marked.TrustMarksAt(NativeMethods.wasmtime_memory_data(_context, &marks.Memory)))
        {
            _exported.LearnMarks(_made.Count);
        }
    }

    /// <summary>An exported memory.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="view">Its bytes.</param>
    /// <returns>Where it is; null where the engine made it.</returns>
    private MemorySlot? FindMade(CoreExport memory, out MemoryView view)
    {
        if (_exported?.Find(memory, _made) is { } known)
        {
            view = known.View;
            return known;
        }

        CoreExtern item = Find(memory, CoreExtern.MemoryKind);
        byte* address = NativeMethods.wasmtime_memory_data(_context, &item.Memory);
        view = new MemoryView(address, NativeMethods.wasmtime_memory_data_size(_context, &item.Memory));
        foreach (MemorySlot made in _made)
        {
            if (made.IsAt(address))
            {
                _exported?.Learn(memory, _made, made);
                return made;
            }
        }

        return null;
    }

    /// <summary>The store is closed.</summary>
    internal void Close()
    {
        (_context, _memories, _exported) = (0, null, null);
        _made.Clear();
    }

    private CoreTypedValue Read(CoreExtern global)
    {
        CoreTypedValue value = default;
        NativeMethods.wasmtime_global_get(_context, &global.Global, &value);
        return value;
    }

    private CoreExtern Find(CoreExport export, byte kind) =>
        TryFind(export, kind, out CoreExtern item)
            ? item
            : throw new InvalidOperationException($"The core module exports no {KindName(kind)} '{export.Name}'.");

    private static string KindName(byte kind) =>
        kind switch
        {
            CoreExtern.FuncKind => "function",
            CoreExtern.GlobalKind => "global",
            _ => "memory",
        };

    private bool TryFind(CoreExport export, byte kind, out CoreExtern item)
    {
        if (_context == 0)
        {
            throw new InvalidOperationException("The store has no instance of a core module.");
        }

        CoreExtern found = default;
        CoreInstanceRef instance = _instance;
        fixed (byte* name = export.Utf8)
        {
            bool isThere = NativeMethods.wasmtime_instance_export_get(_context, &instance, name, (nuint)export.Utf8.Length, &found);
            item = found;
            return isThere && found.Kind == kind;
        }
    }
}
