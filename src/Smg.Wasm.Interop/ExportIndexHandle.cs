namespace Smg.Wasm.Interop;

/// <summary>Where a component's export is: found once, then used on every instance without a look-up by name.</summary>
public sealed class ExportIndexHandle : NativeHandle
{
    internal ExportIndexHandle(nint value)
        : base(value) { }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.wasmtime_component_export_index_delete(handle);
        return true;
    }
}
