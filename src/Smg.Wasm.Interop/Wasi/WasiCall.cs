using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Smg.Wasm.Interop.Wasi;

/// <summary>
/// One call of a host function by a guest. Wasmtime does not check the types of functions that are added through its C API:
/// a guest may import them with any type, so each look at an argument checks it.
/// </summary>
internal readonly unsafe ref struct WasiCall
{
    private readonly nint _context;
    private readonly ComponentVal* _arguments;
    private readonly int _argumentCount;
    private readonly ComponentVal* _results;
    private readonly int _resultCount;

    private WasiCall(nint context, ComponentVal* arguments, nuint argumentCount, ComponentVal* results, nuint resultCount)
    {
        _context = context;
        _arguments = arguments;
        _argumentCount = (int)argumentCount;
        _results = results;
        _resultCount = (int)resultCount;
        State = WasiState.Of(context);
    }

    /// <summary>The calling store's state.</summary>
    public WasiState State { get; }

    /// <summary>What Wasmtime calls for every function.</summary>
    /// <param name="function">The function, a <c>delegate*&lt;in WasiCall, void&gt;</c>.</param>
    /// <param name="context">The calling store.</param>
    /// <param name="type">Not used.</param>
    /// <param name="arguments">Wasmtime's to free.</param>
    /// <param name="argumentCount">How many.</param>
    /// <param name="results">Wasmtime's to free, also after an error.</param>
    /// <param name="resultCount">How many.</param>
    /// <returns>Null, or an error, which ends the guest's call.</returns>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "An exception that reaches native code ends the process."
    )]
    public static nint Invoke(
        void* function,
        nint context,
        nint type,
        ComponentVal* arguments,
        nuint argumentCount,
        ComponentVal* results,
        nuint resultCount
    )
    {
        try
        {
            ((delegate* <in WasiCall, void>)function)(new WasiCall(context, arguments, argumentCount, results, resultCount));
            return 0;
        }
        catch (Exception e)
        {
            return Error(e.Message);
        }
    }

    /// <summary>What Wasmtime calls when a guest gives a handle back.</summary>
    /// <param name="data">Not used.</param>
    /// <param name="context">The calling store.</param>
    /// <param name="representation">Not used: no handle holds anything.</param>
    /// <returns>Null, or an error.</returns>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "An exception that reaches native code ends the process."
    )]
    public static nint Drop(void* data, nint context, uint representation)
    {
        try
        {
            WasiState.Of(context).RemoveHandle();
            return 0;
        }
        catch (Exception e)
        {
            return Error(e.Message);
        }
    }

    /// <summary>Checks how many arguments there are, and that there is one result or none.</summary>
    public WasiCall Expect(int arguments, int results) => _argumentCount == arguments && _resultCount == results ? this : throw Mistyped();

    /// <summary>Checks that an argument is a resource of a type.</summary>
    /// <param name="index">The argument's place.</param>
    /// <param name="type">The type.</param>
    public WasiCall Of(int index, WasiResource type)
    {
        _ = Resource(index, type);
        return this;
    }

    /// <summary>An argument that is a <c>u64</c>.</summary>
    public ulong U64(int index) => Argument(index, ComponentValKind.U64)->U64;

    /// <summary>An argument that is a <c>u8</c>.</summary>
    public byte U8(int index) => Argument(index, ComponentValKind.U8)->U8;

    /// <summary>Whether an argument that is a <c>result</c> is the good one.</summary>
    public bool IsOk(int index) => Argument(index, ComponentValKind.Result)->IsOk != 0;

    /// <summary>An argument that is a list.</summary>
    public ReadOnlySpan<ComponentVal> List(int index)
    {
        ComponentVal* list = Argument(index, ComponentValKind.List);
        return new ReadOnlySpan<ComponentVal>(list->Items, checked((int)list->Count));
    }

    /// <summary>Takes an argument that is a handle.</summary>
    /// <returns>What the host made the resource of.</returns>
    public uint Resource(int index, WasiResource type) => Resource(*Argument(index, ComponentValKind.Resource), type);

    /// <summary>Takes a handle.</summary>
    /// <returns>What the host made the resource of.</returns>
    public uint Resource(in ComponentVal value, WasiResource type)
    {
        if (value.Kind != ComponentValKind.Resource)
        {
            throw Mistyped();
        }

        nint host;
        Check(NativeMethods.wasmtime_component_resource_any_to_host(_context, value.Resource, &host));
        uint representation = NativeMethods.wasmtime_component_resource_host_rep(host);
        bool isWanted =
            NativeMethods.wasmtime_component_resource_host_type(host) == (uint)type
            && !NativeMethods.wasmtime_component_resource_host_owned(host);
        NativeMethods.wasmtime_component_resource_host_delete(host);
        return isWanted ? representation : throw Mistyped();
    }

    /// <summary>Sets the result.</summary>
    public void Return(ComponentVal value) => *_results = value;

    /// <summary>Sets the result to a new handle that the guest owns.</summary>
    public void ReturnResource(WasiResource type, uint representation)
    {
        State.AddHandle();
        nint host = NativeMethods.wasmtime_component_resource_host_new(owned: true, representation, (uint)type);
        nint any;
        nint error = NativeMethods.wasmtime_component_resource_host_to_any(_context, host, &any);
        NativeMethods.wasmtime_component_resource_host_delete(host);
        Check(error);
        *_results = new ComponentVal { Kind = ComponentValKind.Resource, Resource = any };
    }

    private static WasiFault Mistyped() => new("the guest imports a function of WASI with another type");

    private static void Check(nint error)
    {
        if (NativeError.Take(error) is { } failure)
        {
            throw new WasiFault(failure.RootCause);
        }
    }

    private static nint Error(string message)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(message + '\0'))
        {
            return NativeMethods.wasmtime_error_new(text);
        }
    }

    private ComponentVal* Argument(int index, ComponentValKind kind) =>
        index < _argumentCount && _arguments[index].Kind == kind ? &_arguments[index] : throw Mistyped();
}
