namespace Smg.Wasm.Bridge;

/// <summary>How a guest is bridged.</summary>
internal enum BridgeForm
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>It stands in an outer component beside an adapter with a memory of its own: <see cref="BridgeComposer"/>.</summary>
    Wrapped,

    /// <summary>The adapter is one more core module of the guest's own component, in its memory: <see cref="GraftComposer"/>.</summary>
    Grafted,
}
