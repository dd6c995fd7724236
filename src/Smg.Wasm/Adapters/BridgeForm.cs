namespace Smg.Wasm.Adapters;

/// <summary>How a component is compiled.</summary>
internal enum BridgeForm
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>With the adapter as one more core module: <see cref="AdapterComposer"/>.</summary>
    Adapted,
}
