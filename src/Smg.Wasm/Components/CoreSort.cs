namespace Smg.Wasm.Components;

/// <summary>
/// What a core item is that has no index space in a module: the second byte of its sort. Of the others it is their space.
/// </summary>
internal static class CoreSort
{
    /// <summary>A core module.</summary>
    public const byte Module = 0x11;

    /// <summary>A core instance.</summary>
    public const byte Instance = 0x12;
}
