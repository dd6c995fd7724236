using System.Text;

namespace Smg.Wasm.Interop.Wasi;

/// <summary>An interface of WASI while it is added to a linker.</summary>
internal readonly unsafe ref struct WasiInterface
{
    private readonly nint _root;
    private readonly nint _instance;
    private readonly HostInterface _description;

    /// <summary>Begins an interface.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="name">Package and interface without the version, for instance <c>wasi:io/poll</c>.</param>
    public WasiInterface(ComponentLinkerHandle linker, ReadOnlySpan<byte> name)
    {
        _root = NativeMethods.wasmtime_component_linker_root(linker);
        nint instance;
        _description = new HostInterface(Encoding.UTF8.GetString(name), Version);
        linker.Add(_description);
        byte[] versioned = Encoding.UTF8.GetBytes($"{_description.Name}@{Version}");
        fixed (byte* text = versioned)
        {
            NativeError.ThrowIfFailed(
                NativeMethods.wasmtime_component_linker_instance_add_instance(_root, text, (nuint)versioned.Length, &instance)
            );
        }

        _instance = instance;
    }

    /// <summary>The version of WASI whose interfaces are offered. A guest may import any version 0.2.</summary>
    private static readonly Version Version = new(0, 2, 12);

    /// <summary>Adds a type of resource.</summary>
    public void AddResource(ReadOnlySpan<byte> name, WasiResource resource)
    {
        nint type = NativeMethods.wasmtime_component_resource_type_new_host((uint)resource);
        _description.AddResource(Encoding.UTF8.GetString(name));
        fixed (byte* text = name)
        {
            nint error = NativeMethods.wasmtime_component_linker_instance_add_resource(
                _instance,
                text,
                (nuint)name.Length,
                type,
                &WasiCall.Drop,
                null,
                null
            );
            NativeMethods.wasmtime_component_resource_type_delete(type);
            NativeError.ThrowIfFailed(error);
        }
    }

    /// <summary>Adds a function.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type, as <see cref="ComponentFunctionType.ToString"/> writes it; empty for one that no guest can
    /// call.</param>
    /// <param name="function">What is called.</param>
    public void Add(ReadOnlySpan<byte> name, string type, delegate* <in WasiCall, void> function)
    {
        _description.AddFunction(Encoding.UTF8.GetString(name), type);
        fixed (byte* text = name)
        {
            NativeError.ThrowIfFailed(
                NativeMethods.wasmtime_component_linker_instance_add_func(
                    _instance,
                    text,
                    (nuint)name.Length,
                    &WasiCall.Invoke,
                    function,
                    null
                )
            );
        }
    }

    /// <summary>Adds methods of a resource that the host never makes, so that a guest which imports them can be linked.</summary>
    public void AddUnreachable(string resource, params ReadOnlySpan<string> methods)
    {
        foreach (string method in methods)
        {
            Add(Encoding.UTF8.GetBytes($"[method]{resource}.{method}"), "", &Refuse);
        }
    }

    /// <summary>Ends the interface.</summary>
    public void Dispose()
    {
        NativeMethods.wasmtime_component_linker_instance_delete(_instance);
        NativeMethods.wasmtime_component_linker_instance_delete(_root);
    }

    /// <summary>Ends the call of a guest that calls what the host does not offer.</summary>
    public static void Refuse(in WasiCall call) => throw new WasiFault("the host does not offer this function of WASI");
}
