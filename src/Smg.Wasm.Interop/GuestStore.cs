using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>
/// A store and the one instance in it, opened and closed for each call, with the native memory that is reused between calls.
/// Used by one thread at a time; only <see cref="Cancel"/> may come from another.
/// The order is <see cref="Open"/>, <c>Instantiate</c>, <see cref="Argument"/>, <see cref="Call"/>, <see cref="Result"/>,
/// <see cref="Close"/>. An instance that is called again skips the first two: <see cref="Rearm"/>.
/// </summary>
public sealed unsafe class GuestStore : IDisposable
{
    /// <summary>Two cache lines: stores of threads that run at once share none.</summary>
    private const int BlockAlignment = 128;

    private readonly NativeArena _arena = new();
    private readonly WasiState _wasi;
    private NativeBlock* _block;
    private nint _store;
    private nint _context;
    private bool _hasResult;

    /// <summary>Where the instance's memories are; null where the engine makes them.</summary>
    private MemorySlots? _memories;

    /// <summary>The instance, where it is one of a core module.</summary>
    public CoreCaller Core { get; } = new();

    /// <summary>Makes a closed store.</summary>
    public GuestStore()
    {
        _block = (NativeBlock*)NativeMemory.AlignedAlloc((nuint)sizeof(NativeBlock), BlockAlignment);
        *_block = default;
        _wasi = new WasiState(this);
    }

    /// <summary>Why the host stopped the guest since <see cref="Open"/>.</summary>
    public StoreInterrupt Interrupt
    {
        get => (StoreInterrupt)Volatile.Read(ref _block->Interrupt);
        internal set => Volatile.Write(ref _block->Interrupt, (int)value);
    }

    /// <summary>
    /// What the guest wrote to its standard output and its standard error since <see cref="Open"/> or <see cref="Rearm"/>; it stays after
    /// <see cref="Close"/>.
    /// </summary>
    public GuestOutput Output { get; } = new();

    /// <summary>Whether <see cref="Cancel"/> came since <see cref="ResetCancel"/>. May be asked from any thread.</summary>
    public bool IsCancelRequested => Volatile.Read(ref _block->CancelRequested) != 0;

    /// <summary>When the guest is stopped, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    internal long Deadline => _block->Deadline;

    /// <summary>The result of the last call that succeeded.</summary>
    public ComponentValueReader Result =>
        _hasResult
            ? new ComponentValueReader(&_block->Result)
            : throw new InvalidOperationException("No result is available: the last call failed, or none was made.");

    /// <summary>Whether a store is open. May be asked from any thread.</summary>
    public bool IsOpen => Volatile.Read(ref _store) != 0;

    /// <summary>Opens a fresh store.</summary>
    /// <param name="engine">The engine of the component that will be instantiated.</param>
    /// <param name="limits">What the store may use.</param>
    /// <param name="deadline">When the guest is stopped, as <see cref="Stopwatch.GetTimestamp"/> counts.</param>
    /// <param name="wasi">What the guest gets from WASI; null where it imports none. Without it each call of WASI is an error.</param>
    public void Open(EngineHandle engine, in StoreLimits limits, long deadline, GuestWasi? wasi)
    {
        if (_store != 0)
        {
            throw new InvalidOperationException("The store is open.");
        }

        _block->Deadline = deadline;
        Interrupt = StoreInterrupt.None;
        Output.Open(wasi?.MaxOutputBytes ?? 0);
        _store = NativeMethods.wasmtime_store_new(engine, _wasi.Open(wasi), null);
        _context = NativeMethods.wasmtime_store_context(_store);
        NativeMethods.wasmtime_store_limiter(
            _store,
            limits.MemoryBytes,
            limits.TableElements,
            limits.Instances,
            limits.Tables,
            limits.Memories
        );
        NativeMethods.wasmtime_store_epoch_deadline_callback(_store, &OnEpoch, _block, null);
        NativeMethods.wasmtime_context_set_epoch_deadline(_context, 1);
    }

    /// <summary>Instantiates a component in the store.</summary>
    /// <returns>Null when it succeeded.</returns>
    public NativeError? Instantiate(ComponentLinkerHandle linker, ComponentHandle component)
    {
        ArgumentNullException.ThrowIfNull(component);
        RequireOpen();
        _memories = component.Memories;
        HostMemory.Slots = _memories;
        nint error = NativeMethods.wasmtime_component_linker_instantiate(linker, _context, component, &_block->Instance);
        HostMemory.Slots = null;
        return Take(error);
    }

    /// <summary>Instantiates a core module in the store: <see cref="Core"/> calls it.</summary>
    /// <returns>Null when it succeeded.</returns>
    public NativeError? Instantiate(CoreModuleHandle module)
    {
        ArgumentNullException.ThrowIfNull(module);
        RequireOpen();
        return Core.Open(_context, module);
    }

    /// <summary>The place where the next call's one argument is written. What was written before is gone.</summary>
    public ComponentValueWriter Argument()
    {
        _arena.Reset();
        _block->Argument = default;
        return new ComponentValueWriter(&_block->Argument, _arena);
    }

    /// <summary>Gives an open store a new deadline, for one more call of its instance.</summary>
    /// <param name="deadline">When the guest is stopped, as <see cref="Stopwatch.GetTimestamp"/> counts.</param>
    public void Rearm(long deadline)
    {
        RequireOpen();
        _block->Deadline = deadline;
        Interrupt = StoreInterrupt.None;
        Output.Clear();
        NativeMethods.wasmtime_context_set_epoch_deadline(_context, 1);
    }

    /// <summary>Calls an exported function that takes the argument that was written and gives one result.</summary>
    /// <returns>Null when it succeeded.</returns>
    public NativeError? Call(ExportIndexHandle function) => CallFunction(function, &_block->Argument, arguments: 1);

    /// <summary>Calls an exported function that takes nothing and gives one result.</summary>
    /// <returns>Null when it succeeded.</returns>
    public NativeError? CallWithoutArgument(ExportIndexHandle function) => CallFunction(function, &_block->Argument, arguments: 0);

    /// <summary>
    /// Calls an exported function that takes the items of the list that was written as its arguments, and gives one result.
    /// </summary>
    /// <returns>Null when it succeeded.</returns>
    public NativeError? CallWithItems(ExportIndexHandle function) =>
        _block->Argument.Kind == ComponentValKind.List
            ? CallFunction(function, _block->Argument.Items, _block->Argument.Count)
            : throw new InvalidOperationException("No list was written.");

    /// <summary>Calls an exported function that takes the items of one of the lists that were written as its arguments.</summary>
    /// <param name="function">The function.</param>
    /// <param name="list">Which of the lists.</param>
    /// <param name="hasResult">Whether the function has a result.</param>
    /// <returns>Null when it succeeded.</returns>
    public NativeError? CallWithItems(ExportIndexHandle function, int list, bool hasResult)
    {
        if (
            _block->Argument.Kind != ComponentValKind.List
            || (nuint)list >= _block->Argument.Count
            || _block->Argument.Items[list].Kind != ComponentValKind.List
        )
        {
            throw new InvalidOperationException($"No list {list} was written.");
        }

        ComponentVal* arguments = _block->Argument.Items + list;
        return CallFunction(function, arguments->Items, arguments->Count, hasResult ? 1u : 0);
    }

    /// <summary>Calls an exported function that takes a <c>u32</c> and so many <c>u64</c>, and has no result.</summary>
    /// <returns>Null when it succeeded.</returns>
    public NativeError? CallWithWords(ExportIndexHandle function, uint first, ReadOnlySpan<ulong> words)
    {
        const int MaxArguments = 16;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(words.Length, MaxArguments);
        ComponentVal* arguments = stackalloc ComponentVal[MaxArguments];
        arguments[0] = new ComponentVal { Kind = ComponentValKind.U32, U64 = first };
        for (int i = 0; i < words.Length; i++)
        {
            arguments[i + 1] = new ComponentVal { Kind = ComponentValKind.U64, U64 = words[i] };
        }

        return CallFunction(function, arguments, (nuint)words.Length + 1, results: 0);
    }

    private NativeError? CallFunction(ExportIndexHandle function, ComponentVal* argument, nuint arguments, nuint results = 1)
    {
        RequireOpen();
        ReleaseResult();
        ComponentFunc func;
        if (!NativeMethods.wasmtime_component_instance_get_func(&_block->Instance, _context, function, &func))
        {
            return new NativeError("The export is not a function.", ExitStatus: null);
        }

        _block->Result = default;
        HostMemory.Slots = _memories;
        nint failure = NativeMethods.wasmtime_component_func_call(&func, _context, argument, arguments, &_block->Result, results);
        HostMemory.Slots = null;
        NativeError? error = Take(failure);
        _hasResult = error is null && results > 0;
        return error;
    }

    /// <summary>
    /// Asks a running guest to stop; it does so at the next tick of the epoch, and at once where it waits. May come from any thread.
    /// </summary>
    public void Cancel()
    {
        Volatile.Write(ref _block->CancelRequested, 1);
        _wasi.Wake();
    }

    /// <summary>Forgets a cancellation that came before the store was opened.</summary>
    public void ResetCancel() => Volatile.Write(ref _block->CancelRequested, 0);

    /// <summary>
    /// Frees what the last call's argument and result hold, for an instance that may wait long for its next call. Its result cannot be read
    /// any more.
    /// </summary>
    public void EndCall()
    {
        ReleaseResult();
        _arena.Reset();
    }

    /// <summary>Frees the store and everything in it.</summary>
    public void Close()
    {
        ReleaseResult();
        if (_store != 0)
        {
            Core.Close();
            NativeMethods.wasmtime_store_delete(_store);
            _store = 0;
            _context = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        _arena.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what is left when the owner forgot to.</summary>
    ~GuestStore() => Release();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint OnEpoch(nint context, void* data, ulong* delta, byte* kind)
    {
        NativeBlock* block = (NativeBlock*)data;
        StoreInterrupt interrupt = block->FindInterrupt(Stopwatch.GetTimestamp());
        if (interrupt == StoreInterrupt.None)
        {
            *delta = 1;
            return 0;
        }

        Volatile.Write(ref block->Interrupt, (int)interrupt);
        fixed (byte* message = "stopped by the host\0"u8)
        {
            return NativeMethods.wasmtime_error_new(message);
        }
    }

    /// <summary>Why the guest must be stopped at such a time.</summary>
    internal StoreInterrupt FindInterrupt(long now) => _block->FindInterrupt(now);

    /// <summary>Takes an error over. That the guest called <c>exit</c> comes from the host's state.</summary>
    private NativeError? Take(nint error) => NativeError.Take(error) is { } taken ? taken with { ExitStatus = _wasi.ExitStatus } : null;

    private void ReleaseResult()
    {
        if (_hasResult)
        {
            _hasResult = false;
            NativeMethods.wasmtime_component_val_delete(&_block->Result);
        }
    }

    private void RequireOpen()
    {
        if (_store == 0)
        {
            throw new InvalidOperationException("The store is closed.");
        }
    }

    private void Release()
    {
        if (_block != null)
        {
            Close();
            _wasi.Dispose();
            NativeMemory.AlignedFree(_block);
            _block = null;
        }
    }

    /// <summary>What native code points to while the store is open.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 2 * BlockAlignment)]
    private struct NativeBlock
    {
        public long Deadline;
        public int CancelRequested;
        public int Interrupt;
        public ComponentVal Argument;
        public ComponentVal Result;
        public ComponentInstance Instance;

        public StoreInterrupt FindInterrupt(long now) =>
            Volatile.Read(ref CancelRequested) != 0 ? StoreInterrupt.Cancelled
            : now >= Deadline ? StoreInterrupt.Deadline
            : StoreInterrupt.None;
    }
}
