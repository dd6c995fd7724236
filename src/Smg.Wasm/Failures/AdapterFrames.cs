namespace Smg.Wasm.Failures;

/// <summary>
/// The name that the adapter's core module has in backtraces, or each of its functions where the module is merged with the guest's: the
/// classifier knows a frame of it from one of the guest, whose names are hidden.
/// </summary>
internal static class AdapterFrames
{
    /// <summary>The adapter in the guest's component.</summary>
    public const string InGuest = "smg-adapter";
}
