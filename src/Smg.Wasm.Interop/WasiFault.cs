namespace Smg.Wasm.Interop;

/// <summary>A call of WASI that ends the guest's call. It never leaves the host function that it is thrown in.</summary>
internal sealed class WasiFault(string message) : Exception(message);
