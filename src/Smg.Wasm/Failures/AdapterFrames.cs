namespace Smg.Wasm.Failures;

/// <summary>
/// The names that an adapter's core modules have in backtraces: the classifier knows a frame of theirs from one of the guest.
/// </summary>
internal static class AdapterFrames
{
    /// <summary>The adapter in the guest's component.</summary>
    public const string InGuest = "smg-adapter";

    /// <summary>The module that calls the guest, of an adapter beside it.</summary>
    public const string BesideGuest = "smg-bridge-code";
}
