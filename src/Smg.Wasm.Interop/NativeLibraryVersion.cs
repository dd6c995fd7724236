using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>The version of Wasmtime that the struct layouts of this assembly were written for.</summary>
public static class NativeLibraryVersion
{
    /// <summary>The major version of the package whose layouts this assembly knows.</summary>
    public const int SupportedMajor = 50;

    /// <summary>The version of the Wasmtime package that is loaded, for instance <c>50.0.1</c>.</summary>
    public static string Current { get; } = (typeof(Wasmtime.Engine).Assembly.GetName().Version ?? new Version()).ToString(3);

    /// <summary>The runtime identifiers that the package has a native library for.</summary>
    private const string RuntimeIdentifiers = "linux-x64, linux-arm64, osx-x64, osx-arm64, win-x64 and win-arm64";

    /// <summary>
    /// Checks that the package's version is the one that the layouts were written for, and that its native library can be loaded.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is another one.</exception>
    /// <exception cref="DllNotFoundException">The native library for this machine is missing, or cannot be loaded.</exception>
    public static void EnsureSupported()
    {
        EnsureLoadable(NativeMethods.Library);
        int major = typeof(Wasmtime.Engine).Assembly.GetName().Version?.Major ?? 0;
        if (major != SupportedMajor)
        {
            throw new InvalidOperationException(
                $"This build knows the struct layouts of Wasmtime {SupportedMajor}, but Wasmtime {Current} is loaded: pin the "
                    + $"Wasmtime package to {SupportedMajor}.x."
            );
        }
    }

    /// <summary>Loads a native library in the way that its functions will.</summary>
    /// <exception cref="DllNotFoundException">It is missing for this machine, or cannot be loaded.</exception>
    internal static void EnsureLoadable(string library)
    {
        try
        {
            NativeLibrary.Load(library, typeof(NativeLibraryVersion).Assembly, searchPath: null);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new DllNotFoundException(
                $"The native library \"{library}\" cannot be loaded on {RuntimeInformation.RuntimeIdentifier}. It comes with the "
                    + $"NuGet package Wasmtime {Current}, which has it for {RuntimeIdentifiers}: reference that package, publish for one "
                    + "of these (dotnet publish --runtime linux-x64), and keep the folder \"runtimes\" beside the application. On Linux "
                    + "the library needs glibc; Alpine has musl.",
                e
            );
        }
    }
}
