namespace Smg.Wasm.Adapters;

/// <summary>A guest as it is compiled, before an adapter is added.</summary>
/// <param name="Bytes">The component.</param>
/// <param name="Pages">How its adapter learns the pages that the guest knows of; null where those are all that its memory has.</param>
internal sealed record ComposedGuest(ReadOnlyMemory<byte> Bytes, KnownPages? Pages = null);
