using Smg.Wasm.Interop;

namespace Smg.Wasm.Adapters;

/// <summary>Turns the adapter's text into its binary form.</summary>
internal static class AdapterText
{
    /// <summary>The binary form of an adapter's whole text.</summary>
    public static byte[] Parse(string text) =>
        ComponentHandle.ParseText(text, out NativeError? error) ?? throw new InvalidOperationException(error!.Message);
}
