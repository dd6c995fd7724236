namespace Smg.Wasm.Failures;

/// <summary>
/// The name that the adapter's core module has in backtraces: the classifier knows a frame of it from one of the guest.
/// </summary>
internal static class AdapterFrames
{
    /// <summary>The adapter in the guest's component.</summary>
    public const string InGuest = "smg-adapter";
}
