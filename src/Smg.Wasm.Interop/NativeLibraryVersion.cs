namespace Smg.Wasm.Interop;

/// <summary>The version of Wasmtime that the struct layouts of this assembly were written for.</summary>
public static class NativeLibraryVersion
{
    /// <summary>The major version of the package whose layouts this assembly knows.</summary>
    public const int SupportedMajor = 50;

    /// <summary>The version of the Wasmtime package that is loaded, for instance <c>50.0.1</c>.</summary>
    public static string Current { get; } = (typeof(Wasmtime.Engine).Assembly.GetName().Version ?? new Version()).ToString(3);

    /// <summary>Checks that the package's version is the one that the layouts were written for.</summary>
    /// <exception cref="InvalidOperationException">It is another one.</exception>
    public static void EnsureSupported()
    {
        int major = typeof(Wasmtime.Engine).Assembly.GetName().Version?.Major ?? 0;
        if (major != SupportedMajor)
        {
            throw new InvalidOperationException(
                $"This build knows the struct layouts of Wasmtime {SupportedMajor}, but Wasmtime {Current} is loaded: pin the Wasmtime package to {SupportedMajor}.x.");
        }
    }
}
